package org.manakin.vswitch;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.manakin.observe.Clock;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.Port;
import org.manakin.vswitch.policy.FlowTable;

/**
 * A way out of the switch: a TAP, or one VNI of a VXLAN. As a {@link Port} it takes frames from
 * outside; {@link #connect} says where frames to the outside go. What comes from outside goes to
 * endpoints only, never to another uplink, so that no uplinks close a loop.
 *
 * <p>{@link #deliver} and {@link #flush} are called by the one thread that serves what is connected
 * here; everything else by any thread.
 */
public final class SwitchUplink implements Port, Inspectable {
  private final UplinkSpec spec;
  private final @Nullable Network access;
  private final Trunk trunk;
  private final Ingress ingress;
  private final Outlet outlet = new Outlet();

  /**
   * @param access the network of an access uplink; null for a trunk
   */
  SwitchUplink(
      UplinkSpec spec, @Nullable Network access, Trunk trunk, FlowTable flows, Clock clock) {
    this.spec = spec;
    this.access = access;
    this.trunk = trunk;
    this.ingress = new Ingress(this, flows, clock);
  }

  public UplinkSpec spec() {
    return spec;
  }

  /** Has frames to the outside delivered to {@code outside}, by the threads of their senders. */
  public void connect(Port outside) {
    outlet.connect(outside);
  }

  /** Nothing is there: frames to the outside are counted and dropped. */
  public void disconnect() {
    outlet.disconnect();
  }

  /** What became of the frames that came from outside. */
  public Counters<IngressCounter> received() {
    return ingress.counters();
  }

  /** Takes a frame from outside. */
  @Override
  public void deliver(Frame frame) {
    if (frame.fragments() == 0 || frame.length(0) < Headers.ETHERNET) {
      ingress.count(IngressCounter.DROPPED_RUNT);
      return;
    }
    ingress.heard(frame.length());
    if (access != null) {
      access.forward(frame, ingress);
      return;
    }
    Network network = trunk.network(frame);
    if (network == null) {
      ingress.count(IngressCounter.DROPPED_NO_NETWORK);
      return;
    }
    Frame untagged = ingress.retag().untagged(frame);
    if (untagged == null) {
      ingress.count(IngressCounter.DROPPED_TAG_IN_TAG);
    } else {
      network.forward(untagged, ingress);
    }
  }

  @Override
  public void flush() {
    ingress.flush();
  }

  @Override
  public boolean hasRoom() {
    return ingress.mayGoOn();
  }

  /** Always: the switch finishes what the receiver wants finished. */
  @Override
  public boolean takesUnfinished() {
    return true;
  }

  /**
   * Sends a frame of {@code network} to the outside, for the sender whose ingress is {@code in}.
   */
  void send(Frame frame, Network network, Ingress in) {
    if (access != null) {
      outlet.deliver(frame, in.handover());
      return;
    }
    Frame tagged = in.retag().tagged(frame, network.vlan());
    if (tagged == null) {
      in.count(IngressCounter.DROPPED_TAG_IN_TAG);
    } else {
      outlet.deliver(tagged, in.handover());
    }
  }

  Ingress ingress() {
    return ingress;
  }

  @Override
  public void inspect(Node node) {
    Optional<String> network = spec.network();
    node.value("kind", spec.isTrunk() ? "trunk" : "access");
    network.ifPresent(name -> node.value("network", name));
    node.child("from_outside", ingress);
    node.child("to_outside", outlet);
  }
}
