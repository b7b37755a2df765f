package org.manakin.wire.gdma;

import org.manakin.wire.Bits;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * Request of {@link GdmaCommand#GENERATE_RESET_REQUEST_EQE}, sent by OpenVMM's tests: post a {@link
 * EqeType#HWC_RESET_REQUEST} with these data. The response is a header alone.
 */
public final class GenerateResetRequestEqeRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "GDMA_GENERATE_RESET_REQUEST_EQE request");

  /** EQ id. */
  public static final U32 QUEUE_INDEX = LAYOUT.u32("queue_index");

  public static final U32 DATA = LAYOUT.u32("data");
  public static final Bits REVOKE_VTL0_VF = LAYOUT.bits(DATA, "revoke_vtl0_vf", 0, 1);

  public static final int SIZE = LAYOUT.size();

  private GenerateResetRequestEqeRequest() {}
}
