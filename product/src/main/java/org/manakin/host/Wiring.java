package org.manakin.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether adapters can be joined as they say. */
final class Wiring {
  private Wiring() {}

  /**
   * @throws IllegalArgumentException that names the adapter and what is wrong with it
   */
  static void check(List<AdapterSpec> specs) {
    Map<String, AdapterSpec> byName = new HashMap<>();
    for (AdapterSpec spec : specs) {
      if (byName.put(spec.name(), spec) != null) {
        throw new IllegalArgumentException("two adapters are named '" + spec.name() + "'");
      }
    }
    Map<String, String> joined = new HashMap<>();
    for (AdapterSpec spec : specs) {
      if (spec.uplink() instanceof Uplink.Peer peer) {
        checkPeer(spec, peer.name(), byName, joined);
      }
    }
  }

  private static void checkPeer(
      AdapterSpec spec, String peer, Map<String, AdapterSpec> byName, Map<String, String> joined) {
    AdapterSpec other = byName.get(peer);
    if (other == null || peer.equals(spec.name())) {
      throw new IllegalArgumentException(
          "adapter '" + spec.name() + "' names the peer '" + peer + "', which is no other adapter");
    }
    boolean agreed =
        switch (other.uplink()) {
          case Uplink.None none -> true;
          case Uplink.Tap tap -> false;
          case Uplink.Peer back -> back.name().equals(spec.name());
        };
    String already = joined.putIfAbsent(peer, spec.name());
    if (!agreed || (already != null && !already.equals(spec.name()))) {
      throw new IllegalArgumentException(
          "adapter '"
              + peer
              + "' cannot be the peer of '"
              + spec.name()
              + "': it has another uplink");
    }
  }
}
