package org.manakin.measure.traffic;

/**
 * From a guest's time to the host's. A guest measures the frequency of its counter while it boots
 * and gets it wrong by some millionths, so the line is drawn through one sample of before and one
 * of after.
 */
public final class GuestClock {
  private static final double NANOS_PER_MICRO = 1000;

  private final ClockSample first;
  private final double nanosPerMicro;
  private final long uncertaintyNanos;

  private GuestClock(ClockSample first, double nanosPerMicro, long uncertaintyNanos) {
    this.first = first;
    this.nanosPerMicro = nanosPerMicro;
    this.uncertaintyNanos = uncertaintyNanos;
  }

  /**
   * The line through two samples.
   *
   * @throws IllegalArgumentException if the guest's clock did not advance between them
   */
  public static GuestClock of(ClockSample before, ClockSample after) {
    double guest = after.guestMicros() - before.guestMicros();
    if (guest <= 0) {
      throw new IllegalArgumentException("the guest's clock went back by " + -guest + " us");
    }
    return new GuestClock(
        before,
        (after.hostNanos() - before.hostNanos()) / guest,
        Math.max(before.uncertaintyNanos(), after.uncertaintyNanos()));
  }

  /** The host's {@link System#nanoTime} at a time of the guest. */
  public long hostNanos(double guestMicros) {
    return first.hostNanos() + Math.round((guestMicros - first.guestMicros()) * nanosPerMicro);
  }

  /** How much faster than the host's the guest's clock runs, in millionths. */
  public double drift() {
    return (NANOS_PER_MICRO / nanosPerMicro - 1) * 1e6;
  }

  /** By how much a converted time may be wrong, at worst. */
  public long uncertaintyNanos() {
    return uncertaintyNanos;
  }
}
