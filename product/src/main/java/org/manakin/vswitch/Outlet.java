package org.manakin.vswitch;

import org.jspecify.annotations.Nullable;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.packet.Port;

/**
 * Where frames leave the switch: a leg towards its guest, an uplink towards the outside. Any
 * thread.
 */
final class Outlet implements Inspectable {
  /** So long a sender that can wait is made to wait for one that takes nothing. */
  static final long PATIENCE_NANOS = 5_000_000;

  private static final long NEVER = Long.MIN_VALUE;

  private final Counters<OutletCounter> counters = new Counters<>(OutletCounter.class);
  private volatile @Nullable Port port;
  private volatile long fullSince = NEVER;

  void connect(Port to) {
    port = to;
  }

  void disconnect() {
    port = null;
  }

  boolean connected() {
    return port != null;
  }

  Counters<OutletCounter> counters() {
    return counters;
  }

  /** Hands the frame to what is connected, finished if it must be. */
  void deliver(Frame frame, Handover handover) {
    Port to = port;
    if (to == null) {
      counters.addConcurrently(OutletCounter.UNCONNECTED, 1);
      return;
    }
    counters.addConcurrently(OutletCounter.FRAMES, 1);
    counters.addConcurrently(OutletCounter.BYTES, frame.length());
    handover.hand(frame, to, this);
  }

  /** Hands over a frame that comes back from another outlet; false if this one cannot take it. */
  boolean deliverAlone(Frame frame) {
    Port to = port;
    if (to == null || (Handover.unfinished(frame) && !to.takesUnfinished())) {
      return false;
    }
    counters.addConcurrently(OutletCounter.FRAMES, 1);
    counters.addConcurrently(OutletCounter.BYTES, frame.length());
    to.deliver(frame);
    to.flush();
    return true;
  }

  void flush() {
    Port to = port;
    if (to != null) {
      to.flush();
    }
  }

  /** Whether a burst would find room now. */
  boolean hasRoom() {
    Port to = port;
    return to == null || to.hasRoom();
  }

  /**
   * Whether a sender that can wait need not: there is room, or there was none for so long that it
   * must not hold up what goes elsewhere.
   */
  boolean mayGoOn(long now) {
    if (hasRoom()) {
      fullSince = NEVER;
      return true;
    }
    long since = fullSince;
    if (since == NEVER) {
      fullSince = now;
      return false;
    }
    return now - since >= PATIENCE_NANOS;
  }

  @Override
  public void inspect(Node node) {
    node.value("connected", connected());
    counters.inspect(node);
  }
}
