package org.manakin.observe;

/**
 * Monotonic time in nanoseconds from an arbitrary start. Given to whoever needs time, so that a
 * test can own it.
 */
@FunctionalInterface
public interface Clock {
  /** The machine's monotonic clock. */
  Clock SYSTEM = System::nanoTime;

  long nanos();
}
