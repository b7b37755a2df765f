package org.manakin.vswitch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.manakin.observe.Counters;
import org.manakin.packet.Finisher;
import org.manakin.packet.Frame;
import org.manakin.packet.Port;

/**
 * How one thread hands frames to the switch's outlets: finishes those that the receiver wants
 * finished, and remembers whom to tell when the burst is over. Allocates nothing after
 * construction.
 */
final class Handover {
  /** More outlets than this in one burst are told earlier. */
  private static final int MOST_TOUCHED = 32;

  private static final Port NOWHERE = frame -> {};

  /** What the finisher's frames are delivered to; another one for each frame. */
  private static final class Target implements Port {
    private Port port = NOWHERE;

    @Override
    public void deliver(Frame frame) {
      port.deliver(frame);
    }
  }

  private final Target target = new Target();
  private final Finisher finisher = new Finisher(target);
  private final @Nullable Outlet[] touched = new Outlet[MOST_TOUCHED];
  private int count;
  private @Nullable Outlet last;
  private @Nullable Outlet latest;

  static boolean unfinished(Frame frame) {
    return frame.segmentSize() > 0 || frame.checksumPartial();
  }

  /** Hands {@code frame} to the port of {@code outlet}. */
  void hand(Frame frame, Port port, Outlet outlet) {
    touch(outlet);
    if (unfinished(frame) && !port.takesUnfinished()) {
      target.port = port;
      finisher.deliver(frame);
    } else {
      port.deliver(frame);
    }
  }

  private void touch(Outlet outlet) {
    if (outlet == last) {
      return;
    }
    last = outlet;
    latest = outlet;
    for (int i = 0; i < count; i++) {
      if (touched[i] == outlet) {
        return;
      }
    }
    if (count == MOST_TOUCHED) {
      flush();
      last = outlet;
    }
    touched[count++] = outlet;
  }

  /** The burst is over: so it is for whoever got a part of it. */
  void flush() {
    int n = count;
    for (int i = 0; i < n; i++) {
      Outlet outlet = touched[i];
      if (outlet != null) {
        outlet.flush();
      }
    }
    Arrays.fill(touched, 0, n, null);
    count = 0;
    last = null;
  }

  /**
   * Whether a sender that can wait may go on: where its last frame went, another burst finds room,
   * or there has been none for long.
   */
  boolean mayGoOn(long now) {
    Outlet outlet = latest;
    return outlet == null || outlet.mayGoOn(now);
  }

  /** What was done to unfinished frames. */
  Counters<Finisher.Counter> finished() {
    return finisher.counters();
  }
}
