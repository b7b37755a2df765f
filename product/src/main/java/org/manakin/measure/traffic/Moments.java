package org.manakin.measure.traffic;

import java.util.Arrays;

/** Times at which something happened, in order; of the host, {@link System#nanoTime}. */
public final class Moments {
  private final long[] times;

  Moments(long[] times) {
    this.times = times.clone();
    Arrays.sort(this.times);
  }

  public int count() {
    return times.length;
  }

  /** How many are from {@code from} on and before {@code to}. */
  public int count(long from, long to) {
    int number = 0;
    for (long time : times) {
      if (time >= from && time < to) {
        number++;
      }
    }
    return number;
  }

  public long at(int index) {
    return times[index];
  }
}
