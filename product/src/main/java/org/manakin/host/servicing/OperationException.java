package org.manakin.host.servicing;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An operation that was refused or did not come to its end. The message names the remedy. */
public final class OperationException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, for programs. */
  public enum Reason {
    /** The VF's state forbids it; nothing was done. */
    REFUSED_IN_STATE,
    /** Another operation on a VF of the same machine is under way; nothing was done. */
    BUSY,
    /** Nobody said where the machine's monitor is; nothing was done. */
    NO_MONITOR,
    /** The monitor cannot be reached, or the connection broke: QEMU may have ended. */
    MONITOR_LOST,
    /** A migration that is not ours is under way; nothing was done. */
    MIGRATION_RUNNING,
    /** The machine is paused or has crashed, so its guest cannot do its part; nothing was done. */
    MACHINE_NOT_RUNNING,
    /** QEMU would not do it, or gave up. */
    REFUSED_BY_QEMU,
    /** The VF is no primary of a failover pair, so QEMU does not unplug it. */
    NOT_A_FAILOVER_PRIMARY,
    /** The guest did not do its part in time. */
    TIMED_OUT,
    /** The waiting thread was interrupted; the host goes on watching. */
    INTERRUPTED
  }

  private final Reason reason;
  private final transient @Nullable Transition transition;

  public OperationException(Reason reason, String message) {
    this(reason, message, null, null);
  }

  public OperationException(
      Reason reason, String message, @Nullable Throwable cause, @Nullable Transition transition) {
    super(message, cause);
    this.reason = reason;
    this.transition = transition;
  }

  public Reason reason() {
    return reason;
  }

  /** As far as it went; nothing if it was refused at once. */
  public Optional<Transition> transition() {
    return Optional.ofNullable(transition);
  }
}
