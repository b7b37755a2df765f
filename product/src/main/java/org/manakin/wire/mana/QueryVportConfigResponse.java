package org.manakin.wire.mana;

import org.manakin.wire.Bytes;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.ResponseHeader;

/** Response of {@link ManaCommand#QUERY_VPORT_CONFIG}. */
public final class QueryVportConfigResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "MANA_QUERY_VPORT_CONFIG response");

  /** At least 1. */
  public static final U32 MAX_NUM_SQ = LAYOUT.u32("max_num_sq");

  /** At least 1. */
  public static final U32 MAX_NUM_RQ = LAYOUT.u32("max_num_rq");

  /** A power of two; 256 is the largest that fits Linux's requests. */
  public static final U32 NUM_INDIRECTION_ENT = LAYOUT.u32("num_indirection_ent");

  static {
    LAYOUT.reserved(4);
  }

  public static final Bytes MAC_ADDR = LAYOUT.bytes("mac_addr", 6);

  static {
    LAYOUT.reserved(2);
  }

  /** Handle that all later commands name. */
  public static final U64 VPORT = LAYOUT.u64("vport");

  public static final int SIZE = LAYOUT.size();

  private QueryVportConfigResponse() {}
}
