package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.U8;
import org.manakin.wire.gdma.ResponseHeader;

/** Response of {@link ManaCommand#CREATE_WQ_OBJ}. */
public final class CreateWqObjResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "MANA_CREATE_WQ_OBJ response");

  /** At most 24 bits. */
  public static final U32 WQ_ID = LAYOUT.u32("wq_id");

  public static final U32 CQ_ID = LAYOUT.u32("cq_id");

  /** Handle; not all-ones. */
  public static final U64 WQ_OBJ = LAYOUT.u64("wq_obj");

  /** Bytes of version 1. */
  public static final int SIZE_V1 = LAYOUT.size();

  /** Version 2: the value in effect. */
  public static final U16 CQ_MODERATION_COMP = LAYOUT.u16("cq_moderation_comp");

  /** Version 2: the value in effect. */
  public static final U16 CQ_MODERATION_USEC = LAYOUT.u16("cq_moderation_usec");

  /** Version 2. */
  public static final U8 CQ_MODERATION_ENABLED = LAYOUT.u8("cq_moderation_enabled");

  static {
    LAYOUT.reserved(3);
  }

  public static final int SIZE = LAYOUT.size();

  private CreateWqObjResponse() {}
}
