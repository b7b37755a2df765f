package org.manakin.measure.traffic;

/**
 * What each of two guests sends to the other.
 *
 * @param datagramRate packets a second, or 0
 * @param payload bytes of UDP payload, 8 to 1400
 * @param probeRate questions a second that the second guest asks the first, or 0
 * @param streams TCP connections in each direction
 * @param streamRate bytes a second of each stream
 */
public record TrafficLoad(
    int datagramRate, int payload, int probeRate, int streams, int streamRate) {
  /** Packets a second that an emulated guest surely sends in time. */
  public static final int MAX_RATE = 5000;

  private static final int MIN_PAYLOAD = 8;
  private static final int MAX_PAYLOAD = 1400;
  private static final int MAX_STREAMS = 64;

  public TrafficLoad {
    check("packets a second", datagramRate, 0, MAX_RATE);
    check("bytes of payload", payload, MIN_PAYLOAD, MAX_PAYLOAD);
    check("questions a second", probeRate, 0, MAX_RATE);
    check("streams", streams, 0, MAX_STREAMS);
    check("bytes a second", streamRate, 1, Integer.MAX_VALUE);
  }

  private static void check(String what, int value, int from, int to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          "%d %s: %d to %d can be had".formatted(value, what, from, to));
    }
  }
}
