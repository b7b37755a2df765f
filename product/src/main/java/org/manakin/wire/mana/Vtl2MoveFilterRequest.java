package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U64;
import org.manakin.wire.U8;
import org.manakin.wire.gdma.RequestHeader;

/**
 * Request of {@link ManaCommand#VTL2_MOVE_FILTER}, version 2, sent by OpenVMM's driver. The
 * response is a header alone.
 */
public final class Vtl2MoveFilterRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_VTL2_MOVE_FILTER request");
  public static final U64 VPORT = LAYOUT.u64("vport");
  public static final U8 DIRECTION_TO_VTL0 = LAYOUT.u8("direction_to_vtl0");

  static {
    LAYOUT.reserved(7);
  }

  public static final int SIZE = LAYOUT.size();

  private Vtl2MoveFilterRequest() {}
}
