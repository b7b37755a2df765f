package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.U8;
import org.manakin.wire.gdma.RequestHeader;

/**
 * Request of {@link ManaCommand#CREATE_WQ_OBJ}: an SQ or RQ together with its CQ. Version 2 adds
 * chaining, 3 the moderation.
 */
public final class CreateWqObjRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_CREATE_WQ_OBJ request");
  public static final U64 VPORT = LAYOUT.u64("vport");

  /** {@link org.manakin.wire.gdma.QueueType}, SQ or RQ. */
  public static final U32 WQ_TYPE = LAYOUT.u32("wq_type");

  static {
    LAYOUT.reserved(4);
  }

  public static final U64 WQ_GDMA_REGION = LAYOUT.u64("wq_gdma_region");
  public static final U64 CQ_GDMA_REGION = LAYOUT.u64("cq_gdma_region");

  /** Bytes. */
  public static final U32 WQ_SIZE = LAYOUT.u32("wq_size");

  /** Bytes; from user space any multiple of 64 entries. */
  public static final U32 CQ_SIZE = LAYOUT.u32("cq_size");

  public static final U32 CQ_MODERATION_CTX_ID = LAYOUT.u32("cq_moderation_ctx_id");

  /** EQ id. */
  public static final U32 CQ_PARENT_QID = LAYOUT.u32("cq_parent_qid");

  /** Bytes of version 1. */
  public static final int SIZE_V1 = LAYOUT.size();

  /** Version 2. */
  public static final U8 ALLOW_RQWQE_CHAIN = LAYOUT.u8("allow_rqwqe_chain");

  /** Version 3. */
  public static final U8 REQ_CQ_MODERATION = LAYOUT.u8("req_cq_moderation");

  /** Version 3: completions per event. */
  public static final U16 CQ_MODERATION_COMP = LAYOUT.u16("cq_moderation_comp");

  /** Version 3: microseconds. */
  public static final U16 CQ_MODERATION_USEC = LAYOUT.u16("cq_moderation_usec");

  static {
    LAYOUT.reserved(2);
  }

  public static final int SIZE = LAYOUT.size();

  private CreateWqObjRequest() {}
}
