package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * Response of {@link GdmaCommand#QUERY_MAX_RESOURCES}, whose request is a header alone: limits of
 * this function.
 */
public final class QueryMaxResourcesResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "GDMA_QUERY_MAX_RESOURCES response");

  /** 0, read by no driver. */
  public static final U32 STATUS = LAYOUT.u32("status");

  public static final U32 MAX_SQ = LAYOUT.u32("max_sq");
  public static final U32 MAX_RQ = LAYOUT.u32("max_rq");

  /** Linux compares this with queue pairs, although a pair needs two. */
  public static final U32 MAX_CQ = LAYOUT.u32("max_cq");

  public static final U32 MAX_EQ = LAYOUT.u32("max_eq");
  public static final U32 MAX_DB = LAYOUT.u32("max_db");

  /** Memory keys. */
  public static final U32 MAX_MST = LAYOUT.u32("max_mst");

  public static final U32 MAX_CQ_MOD_CTX = LAYOUT.u32("max_cq_mod_ctx");
  public static final U32 MAX_MOD_CQ = LAYOUT.u32("max_mod_cq");

  /** Vectors, that of the hardware channel included; at least 2. */
  public static final U32 MAX_MSIX = LAYOUT.u32("max_msix");

  public static final int SIZE = LAYOUT.size();

  private QueryMaxResourcesResponse() {}
}
