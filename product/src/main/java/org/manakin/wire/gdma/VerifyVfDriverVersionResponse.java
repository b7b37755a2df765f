package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U64;

/** Response of {@link GdmaCommand#VERIFY_VF_DRIVER_VERSION}. */
public final class VerifyVfDriverVersionResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "GDMA_VERIFY_VF_DRIVER_VERSION response");

  /** The version chosen, 1. */
  public static final U64 GDMA_PROTOCOL_VER = LAYOUT.u64("gdma_protocol_ver");

  /** {@link DeviceCapability} */
  public static final U64 PF_CAP_FLAGS1 = LAYOUT.u64("pf_cap_flags1");

  public static final U64 PF_CAP_FLAGS2 = LAYOUT.u64("pf_cap_flags2");
  public static final U64 PF_CAP_FLAGS3 = LAYOUT.u64("pf_cap_flags3");
  public static final U64 PF_CAP_FLAGS4 = LAYOUT.u64("pf_cap_flags4");

  public static final int SIZE = LAYOUT.size();

  private VerifyVfDriverVersionResponse() {}
}
