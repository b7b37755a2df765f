package org.manakin.attach.vhostuser;

/**
 * The life of one ring. Whether it is switched on is apart from this: a transmit ring that runs and
 * is switched off is drained.
 *
 * <pre>
 * from     to       when
 * STOPPED  RUNNING  QEMU gives the kick descriptor, and the ring lies in the guest's memory
 * RUNNING  STOPPED  QEMU asks for the ring's position, or is gone; or the memory was taken away
 * RUNNING  BROKEN   the driver wrote what makes no sense
 * BROKEN   STOPPED  QEMU asks for the ring's position, or is gone
 * STOPPED  STOPPED  QEMU stops what does not run
 *
 * never: STOPPED to BROKEN (nothing is read of a ring that does not run), BROKEN to RUNNING (its
 * driver has to start over), RUNNING to RUNNING, BROKEN to BROKEN
 * </pre>
 */
enum RingState {
  STOPPED,
  RUNNING,
  BROKEN;

  /** Whether the table above has the move. */
  boolean mayBecome(RingState next) {
    return switch (next) {
      case STOPPED -> true;
      case RUNNING -> this == STOPPED;
      case BROKEN -> this == RUNNING;
    };
  }
}
