package org.manakin.host.servicing;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a VF is between host and guest.
 *
 * <pre>
 * from                     to                       when
 * OFFERED, CLAIMED, ACTIVE each other               the driver comes, receives, stops, goes
 * OFFERED, CLAIMED, ACTIVE REVOKING                 a revoke begins
 * OFFERED, CLAIMED, ACTIVE DEAD                     the host had the adapter die
 * CLAIMED, ACTIVE          SERVICING                the driver was told 132 or 135
 * SERVICING                OFFERED, CLAIMED, ACTIVE it receives again, did not react, or time is over
 * REVOKING                 REVOKED                  QEMU has unplugged it
 * REVOKING                 STUCK                    the guest does not eject in time
 * REVOKING, STUCK          OFFERED, CLAIMED, ACTIVE it failed or QEMU ended: the guest keeps it
 * REVOKING, STUCK          DEAD                     the same, with an adapter that was dead
 * STUCK                    REVOKED                  the guest ejected after all
 * REVOKED                  RESTORING                a restore begins
 * REVOKED                  OFFERED, CLAIMED, ACTIVE QEMU gave it back unasked, or ended
 * RESTORING                OFFERED, CLAIMED, ACTIVE the restore is over
 * RESTORING                REVOKED                  QEMU would not cancel
 * DEAD                     REVOKING                 the dead adapter is taken away
 * DEAD                     OFFERED, CLAIMED, ACTIVE a reset brought it back to life
 * </pre>
 *
 * <p>Never: REVOKING or STUCK to RESTORING (once cancelled while the guest has yet to eject, QEMU
 * aborts when it does); SERVICING to REVOKING (Linux 7.3 oopses or loses the eject request);
 * REVOKED to REVOKING or DEAD (there is nothing to take); RESTORING to REVOKING (the restore ends
 * first); DEAD to RESTORING or SERVICING (nobody answers).
 */
public enum VfState {
  /** No driver has claimed it, or none does any more. */
  OFFERED,
  /** A driver has it but does not receive: it probes, or the interface is down. */
  CLAIMED,
  /** A driver receives on it. */
  ACTIVE,
  /** Being taken away. */
  REVOKING,
  /**
   * QEMU has asked the guest to eject and the guest does not. Traffic goes on; the host watches how
   * it ends.
   */
  STUCK,
  /** Taken away: the guest has its synthetic NIC only. */
  REVOKED,
  /** Being given back. */
  RESTORING,
  /** The driver resets itself or its device is being reconfigured, which takes 10 s. */
  SERVICING,
  /** The adapter has died without a word: nothing answers. */
  DEAD;

  private static final Set<VfState> SETTLED = EnumSet.of(OFFERED, CLAIMED, ACTIVE);

  /** Whether only the guest's driver decides what comes next: no operation is under way. */
  public boolean settled() {
    return SETTLED.contains(this);
  }

  /** Whether the table above has the move. */
  boolean mayBecome(VfState next) {
    if (next.settled()) {
      return next != this;
    }
    return switch (this) {
      case OFFERED -> next == REVOKING || next == DEAD;
      case CLAIMED, ACTIVE -> next == REVOKING || next == DEAD || next == SERVICING;
      case REVOKING -> next == REVOKED || next == STUCK || next == DEAD;
      case STUCK -> next == REVOKED || next == DEAD;
      case REVOKED -> next == RESTORING;
      case RESTORING -> next == REVOKED;
      case SERVICING -> false;
      case DEAD -> next == REVOKING;
    };
  }
}
