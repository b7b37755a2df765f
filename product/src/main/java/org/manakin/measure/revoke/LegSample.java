package org.manakin.measure.revoke;

/**
 * What had passed on a NIC's legs by a moment.
 *
 * @param at {@link System#nanoTime}
 * @param active where frames for the guest go
 * @param vfToGuest frames so far
 */
public record LegSample(
    long at,
    Path active,
    long vfFromGuest,
    long vfToGuest,
    long syntheticFromGuest,
    long syntheticToGuest) {
  /** Where frames for the guest go. */
  public enum Path {
    VF,
    SYNTHETIC,
    /** They wait. */
    HELD,
    /** They are dropped. */
    NOWHERE
  }
}
