package org.manakin.measure.traffic;

/**
 * A guest's clock read from the host.
 *
 * @param hostNanos of {@link System#nanoTime}, in the middle between question and answer
 * @param guestMicros what the guest answered
 * @param uncertaintyNanos half of the time between question and answer
 */
public record ClockSample(long hostNanos, double guestMicros, long uncertaintyNanos) {}
