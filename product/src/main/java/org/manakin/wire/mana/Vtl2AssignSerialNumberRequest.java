package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.RequestHeader;

/**
 * Request of {@link ManaCommand#VTL2_ASSIGN_SERIAL_NUMBER}, sent by OpenVMM's driver. The response
 * is a header alone.
 */
public final class Vtl2AssignSerialNumberRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_VTL2_ASSIGN_SERIAL_NUMBER request");
  public static final U64 VPORT = LAYOUT.u64("vport");
  public static final U32 SERIAL_NO = LAYOUT.u32("serial_no");

  static {
    LAYOUT.reserved(4);
  }

  public static final int SIZE = LAYOUT.size();

  private Vtl2AssignSerialNumberRequest() {}
}
