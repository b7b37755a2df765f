package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.RequestHeader;

/** Request of {@link ManaCommand#VTL2_QUERY_FILTER_STATE}, sent by OpenVMM's driver. */
public final class Vtl2QueryFilterStateRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_VTL2_QUERY_FILTER_STATE request");

  /** OpenVMM passes the index here, not the handle. */
  public static final U64 VPORT = LAYOUT.u64("vport");

  public static final int SIZE = LAYOUT.size();

  private Vtl2QueryFilterStateRequest() {}
}
