package org.manakin.wire.gdma;

/** Types of event queue entries (GDMA specification, asynchronous events). */
public final class EqeType {
  public static final int COMPLETION = 3;
  public static final int TEST_EVENT = 64;

  /** First after ESTABLISH: EQ id and doorbell page. */
  public static final int HWC_INIT_EQ_ID_DB = 129;

  /** A {@link HwcInitData} and its value. */
  public static final int HWC_INIT_DATA = 130;

  public static final int HWC_INIT_DONE = 131;

  /** The device is about to go and comes back as a new PCI function. */
  public static final int HWC_FPGA_RECONFIG = 132;

  /** A {@link ReconfigData} and its value; on the hardware channel's EQ. */
  public static final int HWC_SOC_RECONFIG_DATA = 133;

  /** A {@link ServiceType} and its value; on the hardware channel's EQ. */
  public static final int HWC_SOC_SERVICE = 134;

  /** The driver should reset itself. */
  public static final int HWC_RESET_REQUEST = 135;

  public static final int RNIC_QP_FATAL = 176;

  private EqeType() {}
}
