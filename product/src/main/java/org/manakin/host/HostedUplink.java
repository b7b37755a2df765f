package org.manakin.host;

import java.io.Closeable;
import java.io.IOException;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.attach.tap.TapPort;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.vswitch.SwitchUplink;
import org.manakin.vswitch.UplinkSpec;
import org.manakin.vswitch.VirtualSwitch;

/** A way out of a host's switch, and the one thread that serves it. */
public final class HostedUplink implements Closeable, Inspectable {
  private final ServiceThread thread;
  private final TapPort tap;

  private HostedUplink(ServiceThread thread, TapPort tap) {
    this.thread = thread;
    this.tap = tap;
  }

  /** Opens what the plan says and plugs it into {@code fabric}. */
  static HostedUplink open(UplinkPlan plan, VirtualSwitch fabric, HostEvents events)
      throws IOException {
    ServiceThread thread = ServiceThread.open("uplink", plan.name(), events);
    try {
      return switch (plan) {
        case UplinkPlan.Tap said -> {
          TapPort tap = Taps.open(said.ifname(), EthernetConfig.MAX_MTU, said.name(), events);
          SwitchUplink uplink = fabric.addUplink(new UplinkSpec(said.name(), said.access()));
          uplink.connect(tap);
          tap.connect(uplink);
          thread.add(tap);
          yield new HostedUplink(thread, tap);
        }
        case UplinkPlan.Vxlan said ->
            throw new IOException("uplink " + said.name() + ": VXLAN is not built yet");
      };
    } catch (IOException e) {
      thread.close();
      throw e;
    }
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.stop();
    tap.close();
    thread.close();
  }

  @Override
  public void inspect(Node node) {
    node.child("tap", tap.counters());
  }
}
