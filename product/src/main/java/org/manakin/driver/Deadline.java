package org.manakin.driver;

import java.util.concurrent.locks.LockSupport;
import org.manakin.observe.Clock;

/** How long a wait may last, and how to wait: spin a little, then leave the processor to others. */
final class Deadline {
  private static final int SPINS = 2_000;
  private static final long NAP_NANOS = 50_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Clock clock;
  private final long start;
  private final long millis;
  private int rounds;

  Deadline(Clock clock, long millis) {
    this.clock = clock;
    this.start = clock.nanos();
    this.millis = millis;
  }

  /**
   * Waits a moment.
   *
   * @throws DeviceTimeoutException naming {@code what} if the time is over
   */
  void await(String what) {
    if (expired()) {
      throw new DeviceTimeoutException(what, millis);
    }
    if (rounds++ < SPINS) {
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  boolean expired() {
    return clock.nanos() - start >= millis * NANOS_PER_MILLI;
  }
}
