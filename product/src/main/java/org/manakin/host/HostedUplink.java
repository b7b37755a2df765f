package org.manakin.host;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.attach.tap.TapPort;
import org.manakin.attach.vxlan.VxlanConfig;
import org.manakin.attach.vxlan.VxlanSegment;
import org.manakin.attach.vxlan.VxlanTunnel;
import org.manakin.observe.Clock;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.MacAddress;
import org.manakin.vswitch.SwitchUplink;
import org.manakin.vswitch.UplinkSpec;
import org.manakin.vswitch.VirtualSwitch;

/** A way out of a host's switch, and the one thread that serves it. */
final class HostedUplink implements Closeable, Inspectable {
  private final ServiceThread thread;
  private final Closeable outside;
  private final Inspectable state;

  private HostedUplink(ServiceThread thread, Closeable outside, Inspectable state) {
    this.thread = thread;
    this.outside = outside;
    this.state = state;
  }

  /**
   * Opens what the plan says and plugs it into {@code fabric}.
   *
   * @throws IOException if an interface or address cannot be had
   */
  static HostedUplink open(UplinkPlan plan, VirtualSwitch fabric, HostEvents events)
      throws IOException {
    ServiceThread thread = ServiceThread.open("uplink", plan.name(), events);
    try {
      return switch (plan) {
        case UplinkPlan.Tap tap -> {
          SwitchUplink uplink = fabric.addUplink(new UplinkSpec(tap.name(), tap.access()));
          TapPort port = Taps.open(tap.ifname(), EthernetConfig.MAX_MTU, tap.name(), events);
          uplink.connect(port);
          port.connect(uplink);
          thread.add(port);
          yield new HostedUplink(thread, port, port);
        }
        case UplinkPlan.Vxlan vxlan -> {
          VxlanTunnel tunnel = VxlanTunnel.open(config(vxlan), Clock.SYSTEM);
          vxlan
              .networks()
              .forEach((network, vni) -> {
                SwitchUplink uplink =
                    fabric.addUplink(UplinkSpec.access(vxlan.name() + "-" + network, network));
                uplink.connect(tunnel.port(vni));
                tunnel.connect(vni, uplink);
              });
          thread.add(tunnel);
          yield new HostedUplink(thread, tunnel, tunnel);
        }
      };
    } catch (IOException | RuntimeException e) {
      thread.close();
      throw e;
    }
  }

  private static VxlanConfig config(UplinkPlan.Vxlan plan) {
    List<VxlanSegment> segments =
        plan.networks().entrySet().stream()
            .map(network ->
                new VxlanSegment(network.getValue(), plan.remotes(), peers(plan, network.getKey())))
            .toList();
    return VxlanConfig.of(plan.bind(), segments).withMtu(plan.mtu());
  }

  private static Map<MacAddress, InetSocketAddress> peers(UplinkPlan.Vxlan plan, String network) {
    Map<MacAddress, InetSocketAddress> peers = new HashMap<>();
    for (UplinkPlan.VxlanPeer peer : plan.peers()) {
      if (peer.network().equals(network)) {
        peers.put(peer.mac(), peer.remote());
      }
    }
    return peers;
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() throws IOException {
    thread.stop();
    outside.close();
    thread.close();
  }

  @Override
  public void inspect(Node node) {
    state.inspect(node);
  }
}
