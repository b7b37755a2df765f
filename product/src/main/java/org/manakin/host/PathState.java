package org.manakin.host;

/**
 * Where the frames towards a guest go, as the guest's own actions decide.
 *
 * <pre>
 * from       to         when
 * SYNTHETIC  VF         the driver turned receiving on
 * VF         HELD       the driver turned receiving off
 * HELD       SYNTHETIC  the driver let go of the device
 * HELD       VF         the driver turned receiving on again
 * VF         SYNTHETIC  the driver let go of the device without turning receiving off
 *
 * never: SYNTHETIC to HELD (the synthetic NIC takes frames at all times; nothing is gained by
 * keeping them)
 * </pre>
 *
 * <p>Frames are held because a guest with net_failover hides what arrives on the synthetic NIC
 * until the VF's network device is unregistered, which no message tells: the first sign is that the
 * driver deregisters the device.
 */
enum PathState {
  SYNTHETIC,
  VF,
  HELD;

  /** Whether the table above has the move; to stay is none. */
  boolean mayBecome(PathState next) {
    return switch (this) {
      case SYNTHETIC -> next == VF;
      case VF -> next == HELD || next == SYNTHETIC;
      case HELD -> next == SYNTHETIC || next == VF;
    };
  }
}
