package org.manakin.host.servicing;

import org.jspecify.annotations.Nullable;
import org.manakin.host.servicing.OperationException.Reason;

/** Which operation is refused in which state, and what to do instead. */
final class Refusal {
  /**
   * QEMU refuses to plug anything while it migrates, and does not try again: a guest whose
   * virtio-net driver came meanwhile would not get the VF until its next reset.
   */
  private static final String UNPLUGGED =
      "QEMU has not plugged it, so there is nothing to take away; wait until the guest's virtio-net"
          + " driver has started";

  private Refusal() {}

  /**
   * @throws OperationException if the state forbids it
   */
  static void check(Vf vf, Operation operation, @Nullable RevokeMode mode)
      throws OperationException {
    VfState state = vf.state();
    String why =
        switch (operation) {
          case REVOKE ->
              state == VfState.OFFERED && !vf.path().attached() ? UNPLUGGED : revoke(state, mode);
          case RESTORE -> restore(state);
          case SERVICE -> service(state);
        };
    if (why != null) {
      throw new OperationException(
          Reason.REFUSED_IN_STATE, "the VF of '%s' is %s: %s".formatted(vf.nic(), state, why));
    }
  }

  private static @Nullable String revoke(VfState state, @Nullable RevokeMode mode) {
    return switch (state) {
      case OFFERED, CLAIMED, ACTIVE -> null;
      case DEAD ->
          mode == RevokeMode.PLANNED ? null : "nothing of it can be stopped; revoke it as planned";
      case REVOKED -> "there is nothing to take away; restore it first";
      case STUCK ->
          "its guest was asked to eject and is revoked as soon as it does; a guest that is dead"
              + " must be reset";
      case SERVICING ->
          "its driver is away for about 10 s and would crash or miss the request; wait until it"
              + " receives again";
      case REVOKING, RESTORING -> "wait until that has ended";
    };
  }

  private static @Nullable String restore(VfState state) {
    return switch (state) {
      case REVOKED -> null;
      case OFFERED, CLAIMED, ACTIVE, SERVICING -> "it was not revoked, so the guest has it";
      case DEAD -> "it can be restored only after it was revoked; revoke it as planned first";
      case STUCK ->
          "QEMU aborts if the request is cancelled and the guest ejects later; wait for the guest,"
              + " or reset the machine";
      case REVOKING, RESTORING -> "wait until that has ended";
    };
  }

  private static @Nullable String service(VfState state) {
    return switch (state) {
      case CLAIMED, ACTIVE -> null;
      case OFFERED -> "no driver has it, so there is nobody to be told";
      case SERVICING -> "its driver is away already; wait until it receives again";
      case REVOKED -> "the guest does not have it; restore it first";
      case DEAD -> "it tells nobody anything; revoke and restore it";
      case STUCK -> "its guest was asked to eject; wait until that has ended";
      case REVOKING, RESTORING -> "wait until that has ended";
    };
  }
}
