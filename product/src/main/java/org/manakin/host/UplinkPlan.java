package org.manakin.host;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.manakin.packet.MacAddress;

/** How the host's networks reach the outside. */
public sealed interface UplinkPlan {
  /** Unique in the host. */
  String name();

  /**
   * A TAP interface of the machine, opened or created.
   *
   * @param access the network whose frames pass, untagged; without one the TAP is a trunk of all
   *     networks that have a VLAN, each with its tag
   */
  record Tap(String name, String ifname, Optional<String> access) implements UplinkPlan {}

  /**
   * VXLAN (RFC 7348) to hosts that are known from the beginning.
   *
   * @param bind the local address and UDP port; a wildcard address: any
   * @param remotes that broadcast, multicast and unknown unicast go to
   * @param networks the names of the networks that it carries, each with the VNI it has on the wire
   * @param peers where single addresses are
   * @param mtu largest IP packet of the carried networks in bytes
   */
  record Vxlan(
      String name,
      InetSocketAddress bind,
      List<InetSocketAddress> remotes,
      Map<String, Integer> networks,
      List<VxlanPeer> peers,
      int mtu)
      implements UplinkPlan {
    public Vxlan {
      remotes = List.copyOf(remotes);
      networks = Map.copyOf(networks);
      peers = List.copyOf(peers);
    }
  }

  /** Frames of {@code network} to {@code mac} go to {@code remote}. */
  record VxlanPeer(String network, MacAddress mac, InetSocketAddress remote) {}
}
