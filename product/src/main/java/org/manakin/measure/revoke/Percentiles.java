package org.manakin.measure.revoke;

import java.util.Arrays;

/** Of measured values, in their own unit; each percentile is one that was measured. */
public final class Percentiles {
  private final double[] sorted;

  public Percentiles(double[] values) {
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  public int count() {
    return sorted.length;
  }

  /** The smallest value that at least {@code percent} of all do not exceed; NaN of none. */
  public double at(double percent) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)];
  }

  public double max() {
    return at(100);
  }
}
