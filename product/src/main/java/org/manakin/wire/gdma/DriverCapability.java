package org.manakin.wire.gdma;

/**
 * Bits of {@link VerifyVfDriverVersionRequest#GD_DRV_CAP_FLAGS1}: what a driver can do (GDMA
 * specification, capability flags).
 */
public final class DriverCapability {
  public static final long EQ_SHARING_MULTI_VPORT = 1L << 0;
  public static final long NAPI_WKDONE_FIX = 1L << 2;
  public static final long HWC_TIMEOUT_RECONFIG = 1L << 3;
  public static final long GDMA_PAGES_4MB_1GB_2GB = 1L << 4;
  public static final long VARIABLE_INDIRECTION_TABLE_SUPPORT = 1L << 5;

  /** Follows the link events of {@link ReconfigData}. */
  public static final long HW_VPORT_LINK_AWARE = 1L << 6;

  public static final long DEV_LIST_HOLES_SUP = 1L << 11;
  public static final long DYNAMIC_IRQ_ALLOC_SUPPORT = 1L << 13;

  /** Follows {@link EqeType#HWC_RESET_REQUEST}. */
  public static final long SELF_RESET_ON_EQE = 1L << 14;

  public static final long VTL2_REVOKE_SUB_ON_RESET_EQE = 1L << 16;

  /** Follows {@link EqeType#HWC_FPGA_RECONFIG}. */
  public static final long HANDLE_RECONFIG_EQE = 1L << 17;

  public static final long HANDLE_STALL_SQ_RECOVERY = 1L << 18;
  public static final long EQ_MSI_UNSHARE_MULTI_VPORT = 1L << 19;
  public static final long SKB_LINEARIZE = 1L << 20;
  public static final long PERIODIC_STATS_QUERY = 1L << 21;
  public static final long PROBE_RECOVERY = 1L << 22;
  public static final long HWC_TIMEOUT_RECOVERY = 1L << 25;
  public static final long VTL2_SELECTIVE_REVOKE_SUB_ON_RESET_EQE = 1L << 27;
  public static final long DYN_INTERRUPT_MODERATION = 1L << 28;
  public static final long DYN_HWC_QUEUE_DEPTH = 1L << 29;
  public static final long NON_CONTIGUOUS_BUFFERS = 1L << 30;

  private DriverCapability() {}
}
