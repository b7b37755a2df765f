package org.manakin.wire.gdma;

/**
 * Bits of {@link VerifyVfDriverVersionResponse#PF_CAP_FLAGS1}: what the device offers (GDMA
 * specification, capability flags).
 */
public final class DeviceCapability {
  public static final long QUERY_HWC_TIMEOUT = 1L << 3;
  public static final long GDMA_PAGES_4MB_1GB_2GB = 1L << 4;
  public static final long EQE_REQUEST_VF_SELF_RESET = 1L << 7;

  /** The DIM doorbell is honoured. */
  public static final long DYN_INTERRUPT_MODERATION = 1L << 15;

  private DeviceCapability() {}
}
