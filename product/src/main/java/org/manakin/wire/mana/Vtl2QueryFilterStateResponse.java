package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U8;
import org.manakin.wire.gdma.ResponseHeader;

/** Response of {@link ManaCommand#VTL2_QUERY_FILTER_STATE}. */
public final class Vtl2QueryFilterStateResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "MANA_VTL2_QUERY_FILTER_STATE response");
  public static final U8 DIRECTION_TO_VTL0 = LAYOUT.u8("direction_to_vtl0");

  static {
    LAYOUT.reserved(7);
  }

  public static final int SIZE = LAYOUT.size();

  private Vtl2QueryFilterStateResponse() {}
}
