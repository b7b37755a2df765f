package org.manakin.vswitch.policy;

/**
 * Coarse time, so that a packet seldom has to write it down: 134 ms a tick, counted from the
 * engine's start.
 */
final class Ticks {
  private static final int SHIFT = 27;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Ticks() {}

  /** The tick in which {@code nanos} after the start lie. */
  static int at(long nanos) {
    return (int) (nanos >> SHIFT);
  }

  /** Ticks that cover at least so many seconds. */
  static int ofSeconds(long seconds) {
    return (int) ((seconds * NANOS_PER_SECOND) >> SHIFT) + 1;
  }

  /** Nanoseconds of so many ticks. */
  static long nanos(long ticks) {
    return ticks << SHIFT;
  }
}
