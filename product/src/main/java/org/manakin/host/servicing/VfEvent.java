package org.manakin.host.servicing;

/** What the hardware can tell the driver of a VF. Linux acts on it from 7.3 on. */
public enum VfEvent {
  /** EQE 132: the driver has the device removed and looks for it after 10 s. */
  FPGA_RECONFIG,
  /** EQE 135: the driver lets go of the device and takes it up after 10 s. */
  RESET_REQUEST,
  /** EQE 133, disconnect: the guest sends over the synthetic NIC; it still receives on the VF. */
  LINK_DOWN,
  /** EQE 133, connect. */
  LINK_UP;

  /** Whether the driver is away for a while if it reacts. */
  boolean takesTheDriverAway() {
    return this == FPGA_RECONFIG || this == RESET_REQUEST;
  }
}
