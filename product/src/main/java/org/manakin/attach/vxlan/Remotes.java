package org.manakin.attach.vxlan;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.manakin.linux.UdpAddress;
import org.manakin.packet.MacAddress;

/**
 * The hosts of a segment, by number: first those that everything unknown goes to, then those that
 * are only named as the place of an address. Found by the address of a sender, and by inner
 * addresses that do not move. Immutable, for any thread; looking up allocates nothing.
 */
final class Remotes {
  static final int UNKNOWN = -1;

  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private final List<InetSocketAddress> names;
  private final UdpAddress[] addresses;
  private final int flooded;

  /** Open addressing, at most half full: number + 1 of the host whose hash is the index. */
  private final short[] byHost;

  /** Sorted. */
  private final long[] macs;

  private final int[] remoteOfMac;

  Remotes(VxlanSegment segment, boolean ipv6) {
    Set<InetSocketAddress> all = new LinkedHashSet<>(segment.remotes());
    flooded = all.size();
    all.addAll(segment.peers().values());
    names = new ArrayList<>(all);
    addresses = names.stream().map(name -> UdpAddress.of(name, ipv6)).toArray(UdpAddress[]::new);
    byHost = new short[Integer.highestOneBit(names.size()) * 4];
    for (int i = 0; i < addresses.length; i++) {
      int slot = slot(addresses[i].high(), addresses[i].low());
      while (byHost[slot] != 0) {
        slot = (slot + 1) & (byHost.length - 1);
      }
      byHost[slot] = (short) (i + 1);
    }
    Map<MacAddress, InetSocketAddress> peers = segment.peers();
    macs = peers.keySet().stream().mapToLong(MacAddress::value).sorted().toArray();
    remoteOfMac =
        Arrays.stream(macs).mapToInt(m -> names.indexOf(peers.get(new MacAddress(m)))).toArray();
  }

  /** How many hosts get what is for all; they have the numbers from 0 on. */
  int flooded() {
    return flooded;
  }

  UdpAddress address(int remote) {
    return addresses[remote];
  }

  /** The number of the host that sent from {@code from}, or {@link #UNKNOWN}. */
  int find(UdpAddress from) {
    long high = from.high();
    long low = from.low();
    for (int slot = slot(high, low); byHost[slot] != 0; slot = (slot + 1) & (byHost.length - 1)) {
      UdpAddress known = addresses[byHost[slot] - 1];
      if (known.high() == high && known.low() == low) {
        return byHost[slot] - 1;
      }
    }
    return UNKNOWN;
  }

  /** The number of the host that {@code mac} is known to be behind, or {@link #UNKNOWN}. */
  int fixed(long mac) {
    if (macs.length == 0) {
      return UNKNOWN;
    }
    int found = Arrays.binarySearch(macs, mac);
    return found < 0 ? UNKNOWN : remoteOfMac[found];
  }

  @Override
  public String toString() {
    return names.toString();
  }

  private int slot(long high, long low) {
    long hash = (high * MIX + low) * MIX;
    return (int) (hash >>> Integer.SIZE) & (byHost.length - 1);
  }
}
