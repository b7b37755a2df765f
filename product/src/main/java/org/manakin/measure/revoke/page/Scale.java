package org.manakin.measure.revoke.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From values to places along an axis.
 *
 * @param from the value at {@code begin}
 * @param to the value at {@code end}
 */
record Scale(double from, double to, double begin, double end) {
  private static final double[] STEPS = {1, 2, 5, 10};

  double at(double value) {
    return begin + (value - from) / (to - from) * (end - begin);
  }

  /** Round values along the axis, at most {@code most} of them. */
  List<Double> ticks(int most) {
    double raw = (to - from) / most;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = STEPS[STEPS.length - 1] * power;
    for (int i = STEPS.length - 1; i >= 0; i--) {
      if (STEPS[i] * power >= raw) {
        step = STEPS[i] * power;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(from / step); i * step <= to + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** A value on the axis as short as it is exact. */
  static String label(double value) {
    return value == Math.rint(value)
        ? Long.toString(Math.round(value))
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
