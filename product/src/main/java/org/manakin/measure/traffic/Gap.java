package org.manakin.measure.traffic;

/**
 * A time in which nothing arrived.
 *
 * @param from {@link System#nanoTime} of the last arrival before it
 * @param to of the first after it
 */
public record Gap(long from, long to) {
  public long nanos() {
    return to - from;
  }
}
