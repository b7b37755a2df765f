package org.manakin.attach.vxlan;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.manakin.packet.MacAddress;

/**
 * One network of a tunnel.
 *
 * @param vni its number on the wire, 0 to 2^24 - 1
 * @param remotes the hosts that broadcast, multicast and unknown unicast go to, at least one
 * @param peers the hosts behind which single addresses are; such an address is never learned
 */
public record VxlanSegment(
    int vni, List<InetSocketAddress> remotes, Map<MacAddress, InetSocketAddress> peers) {
  /** Hosts of one segment: what one broadcast is multiplied by. */
  public static final int MOST_REMOTES = 1024;

  /** Addresses with a host of their own. */
  public static final int MOST_PEERS = 1 << 16;

  private static final int MAX_VNI = (1 << 24) - 1;

  /**
   * @throws IllegalArgumentException which says what is out of range or missing
   */
  public VxlanSegment {
    remotes = List.copyOf(remotes);
    peers = Map.copyOf(peers);
    if (vni < 0 || vni > MAX_VNI) {
      throw new IllegalArgumentException("a VNI is 0 to " + MAX_VNI + ", not " + vni);
    }
    if (remotes.isEmpty()) {
      throw new IllegalArgumentException(
          "VNI " + vni + " has no remote host; name at least one, as 192.0.2.7 or [2001:db8::7]");
    }
    for (MacAddress mac : peers.keySet()) {
      if (mac.isMulticast()) {
        throw new IllegalArgumentException(
            "VNI " + vni + ": the group address " + mac + " cannot be behind one host");
      }
    }
    checkHosts(vni, remotes, peers);
  }

  /** One without addresses known from the beginning. */
  public static VxlanSegment of(int vni, InetSocketAddress... remotes) {
    return new VxlanSegment(vni, List.of(remotes), Map.of());
  }

  private static void checkHosts(
      int vni, List<InetSocketAddress> remotes, Map<MacAddress, InetSocketAddress> peers) {
    if (peers.size() > MOST_PEERS) {
      throw new IllegalArgumentException(
          "VNI %d has %d addresses with a host; the most is %d"
              .formatted(vni, peers.size(), MOST_PEERS));
    }
    Set<InetSocketAddress> all = new HashSet<>(remotes);
    all.addAll(peers.values());
    if (all.size() > MOST_REMOTES) {
      throw new IllegalArgumentException(
          "VNI %d has %d remote hosts; the most is %d".formatted(vni, all.size(), MOST_REMOTES));
    }
    // received datagrams tell hosts apart by the address alone, because the port is the flow's
    Map<Object, InetSocketAddress> byHost = new HashMap<>();
    for (InetSocketAddress remote : all) {
      if (remote.isUnresolved()) {
        throw new IllegalArgumentException(
            "VNI " + vni + ": there is no host " + remote.getHostString());
      }
      if (remote.getAddress().isAnyLocalAddress() || remote.getAddress().isMulticastAddress()) {
        throw new IllegalArgumentException(
            "VNI " + vni + ": " + remote + " is not the address of one host");
      }
      if (remote.getPort() == 0) {
        throw new IllegalArgumentException("VNI " + vni + ": the port of " + remote + " is 0");
      }
      InetSocketAddress other = byHost.put(remote.getAddress(), remote);
      if (other != null) {
        throw new IllegalArgumentException(
            "VNI %d: %s and %s are one host; give it one port".formatted(vni, other, remote));
      }
    }
  }
}
