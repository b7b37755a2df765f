package org.manakin.attach;

import org.manakin.observe.Clock;

/**
 * Looks again for a short time after the last work, then waits. Waking a thread costs tens of
 * microseconds, so a spin of that length pays; a longer one takes the processor from the guests.
 */
public final class SpinThenWait implements IdleStrategy {
  /** Fits machines on which guests and host share few processors. */
  public static final long DEFAULT_NANOS = 20_000;

  private final long nanos;
  private final Clock clock;
  private boolean idle;
  private long idleSince;

  /**
   * @param nanos how long to look; 0: never
   */
  public SpinThenWait(long nanos, Clock clock) {
    this.nanos = nanos;
    this.clock = clock;
  }

  public SpinThenWait() {
    this(DEFAULT_NANOS, Clock.SYSTEM);
  }

  @Override
  public void busy() {
    idle = false;
  }

  @Override
  public boolean spin() {
    if (nanos == 0) {
      return false;
    }
    long now = clock.nanos();
    if (!idle) {
      idle = true;
      idleSince = now;
    }
    Thread.onSpinWait();
    return now - idleSince < nanos;
  }
}
