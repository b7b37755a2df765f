package org.manakin.measure.revoke;

import java.util.Locale;

/** Figures as people read them, the same in every country. */
public final class FigureText {
  private static final double SMALL = 9.95;
  private static final double MILLIS_PER_SECOND = 1000;

  private FigureText() {}

  /** Milliseconds, with a decimal if they are few; a dash if there are none. */
  public static String millis(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return String.format(Locale.ROOT, value < SMALL ? "%.1f" : "%.0f", value);
  }

  /** Milliseconds as seconds. */
  public static String seconds(double millis) {
    return String.format(Locale.ROOT, "%.1f", millis / MILLIS_PER_SECOND);
  }

  /** Bytes as megabytes. */
  public static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }
}
