package org.manakin.vswitch;

import org.manakin.observe.Clock;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.Port;
import org.manakin.vswitch.policy.FlowTable;

/**
 * One of the two ways between a guest and its endpoint. As a {@link Port} it takes what the guest
 * sends, at all times, whichever leg is active; {@link #connect} says where frames for the guest
 * go.
 *
 * <p>{@link #deliver} and {@link #flush} are called by the one thread that serves what is connected
 * here; everything else by any thread.
 */
public final class Leg implements Port, Inspectable {
  private final LegKind kind;
  private final Endpoint endpoint;
  private final Clock clock;
  private final Ingress ingress;
  private final Outlet outlet = new Outlet();
  // Written under the endpoint's lock.
  private volatile long activeNanos;
  private volatile long activeSince;
  private volatile boolean active;

  Leg(LegKind kind, Endpoint endpoint, FlowTable flows, Clock clock) {
    this.kind = kind;
    this.endpoint = endpoint;
    this.clock = clock;
    this.ingress = new Ingress(endpoint, flows, clock);
  }

  public LegKind kind() {
    return kind;
  }

  /** Has frames for the guest delivered to {@code toGuest} whenever this leg is active. */
  public void connect(Port toGuest) {
    outlet.connect(toGuest);
  }

  /** Nothing is there: frames for the guest on this leg are counted and dropped. */
  public void disconnect() {
    outlet.disconnect();
  }

  /**
   * When the guest's last frame came on this leg: {@link Clock#nanos()} of the switch's clock, read
   * at the beginning and end of each burst. Long ago if none ever came.
   */
  public long lastHeard() {
    return ingress.lastHeard();
  }

  /** What became of the frames that the guest sent on this leg. */
  public Counters<IngressCounter> sent() {
    return ingress.counters();
  }

  /** Frames that the guest sent on this leg. */
  public long framesFromGuest() {
    return ingress.counters().get(IngressCounter.FRAMES);
  }

  /** Frames that were delivered to the guest on this leg. */
  public long framesToGuest() {
    return outlet.counters().get(OutletCounter.FRAMES);
  }

  /** How long this leg was the active one so far, in nanoseconds. */
  public long activeNanos() {
    long before = activeNanos;
    return active ? before + clock.nanos() - activeSince : before;
  }

  void activated(long now) {
    activeSince = now;
    active = true;
  }

  void deactivated(long now) {
    active = false;
    activeNanos = activeNanos + now - activeSince;
  }

  /**
   * Takes a frame that the guest sends. On the synthetic leg it is dropped and counted unless the
   * endpoint {@linkplain Endpoint#owns owns} it; the VF asks that itself before it sends, so that
   * the driver hears of it.
   */
  @Override
  public void deliver(Frame frame) {
    if (frame.fragments() == 0 || frame.length(0) < Headers.ETHERNET) {
      ingress.count(IngressCounter.DROPPED_RUNT);
      return;
    }
    ingress.heard(frame.length());
    if (kind == LegKind.SYNTHETIC && !endpoint.owns(frame)) {
      ingress.count(IngressCounter.DROPPED_FOREIGN_SOURCE);
      return;
    }
    endpoint.network().forward(frame, ingress);
  }

  @Override
  public void flush() {
    ingress.flush();
  }

  /** {@inheritDoc} */
  @Override
  public boolean hasRoom() {
    return ingress.mayGoOn();
  }

  /** Always: the switch finishes what the receiver wants finished. */
  @Override
  public boolean takesUnfinished() {
    return true;
  }

  Outlet outlet() {
    return outlet;
  }

  Ingress ingress() {
    return ingress;
  }

  @Override
  public void inspect(Node node) {
    node.value("active_microseconds", activeNanos() / 1_000);
    node.child("from_guest", ingress);
    node.child("to_guest", outlet);
  }
}
