package org.manakin.measure.traffic;

/**
 * What the times in a guest's traces mean.
 *
 * @param clock of the guest
 * @param epochMicros the guest's time that they count from
 */
record GuestTime(GuestClock clock, double epochMicros) {
  /** The host's {@link System#nanoTime} at microseconds since the epoch. */
  long[] hostNanos(long[] micros) {
    long[] nanos = new long[micros.length];
    for (int i = 0; i < micros.length; i++) {
      nanos[i] = clock.hostNanos(epochMicros + micros[i]);
    }
    return nanos;
  }
}
