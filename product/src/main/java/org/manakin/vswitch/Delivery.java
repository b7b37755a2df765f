package org.manakin.vswitch;

/**
 * What becomes of frames for a guest.
 *
 * <pre>
 *           | SILENT  DIRECT  HOLDING  DRAINING
 * ----------+----------------------------------
 * SILENT    |  yes     yes     yes      yes (1)
 * DIRECT    |  yes     yes     yes      no  (2)
 * HOLDING   |  yes     yes     yes      yes
 * DRAINING  |  yes     yes     yes      yes
 * </pre>
 *
 * <p>(1) While the frame that was being drained when silence came is not delivered yet. (2) Nothing
 * is held then; what came later would have to pass what went before.
 */
enum Delivery {
  /** Dropped and counted. */
  SILENT,
  /** Straight to the active leg. */
  DIRECT,
  /** Kept, for a limited time. */
  HOLDING,
  /** What was kept goes to the active leg, as it has room; new frames queue behind. */
  DRAINING;

  /**
   * The next state.
   *
   * @throws IllegalStateException if the move is forbidden
   */
  Delivery become(Delivery next) {
    if (this == DIRECT && next == DRAINING) {
      throw new IllegalStateException("delivery cannot go from " + this + " to " + next);
    }
    return next;
  }
}
