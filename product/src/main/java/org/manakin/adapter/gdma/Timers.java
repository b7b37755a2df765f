package org.manakin.adapter.gdma;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.manakin.observe.Clock;

/**
 * The few deadlines of an adapter. Anyone may set one, the service thread fires them; setting one
 * that is earlier than all others wakes that thread.
 */
public final class Timers {
  /** Something that waits for its time. */
  public interface Due {
    /**
     * Acts if its time has come.
     *
     * @return when to be called again, in {@link Clock} nanoseconds, or {@link Long#MAX_VALUE}
     */
    long fire(long now);
  }

  private final Clock clock;
  private final Runnable wake;
  private final CopyOnWriteArrayList<Due> waiting = new CopyOnWriteArrayList<>();
  private final AtomicLong earliest = new AtomicLong(Long.MAX_VALUE);

  /**
   * @param wake makes the service thread look at {@link #earliest()} again; called by any thread
   */
  public Timers(Clock clock, Runnable wake) {
    this.clock = clock;
    this.wake = wake;
  }

  public long now() {
    return clock.nanos();
  }

  /** When {@link #fire()} has something to do; {@link Long#MAX_VALUE} for never. */
  public long earliest() {
    return earliest.get();
  }

  public void add(Due due) {
    waiting.addIfAbsent(due);
  }

  public void remove(Due due) {
    waiting.remove(due);
  }

  /** Sees to it that {@link #fire()} is called at {@code at} or soon after. */
  public void schedule(long at) {
    long before = earliest.getAndAccumulate(at, Math::min);
    if (at < before) {
      wake.run();
    }
  }

  /** Fires what is due. The service thread. */
  public int fire() {
    long now = clock.nanos();
    if (now < earliest.get()) {
      return 0;
    }
    earliest.set(Long.MAX_VALUE);
    long next = Long.MAX_VALUE;
    for (Due due : waiting) {
      next = Math.min(next, due.fire(now));
    }
    if (next != Long.MAX_VALUE) {
      earliest.accumulateAndGet(next, Math::min);
    }
    return 1;
  }
}
