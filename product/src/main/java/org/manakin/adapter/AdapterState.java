package org.manakin.adapter;

/**
 * The life of an adapter as its driver makes it.
 *
 * <pre>
 * from    to      when
 * IDLE    ACTIVE  the driver establishes a hardware channel
 * ACTIVE  IDLE    the driver destroys the channel, or the function is reset
 * IDLE    IDLE    a reset, or a destroy without a channel
 * any     FAILED  a fault of this program; registers read all-ones from then on
 * any     DEAD    the host had it die: all-ones too
 * FAILED  IDLE    a reset
 * DEAD    IDLE    a reset
 *
 * never: ACTIVE to ACTIVE (a second channel is refused), FAILED or DEAD to ACTIVE (a reset comes first)
 * </pre>
 */
public enum AdapterState {
  IDLE,
  ACTIVE,
  FAILED,
  DEAD;

  /** Whether nothing answers any more. */
  boolean gone() {
    return this == FAILED || this == DEAD;
  }

  /** Whether the table above has the move. */
  boolean mayBecome(AdapterState next) {
    return switch (next) {
      case IDLE, FAILED, DEAD -> true;
      case ACTIVE -> this == IDLE;
    };
  }
}
