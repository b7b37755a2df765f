package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.RequestHeader;

/**
 * Request of {@link ManaCommand#DESTROY_WQ_OBJ}: the work queue, its CQ and both regions go. The
 * response is a header alone.
 */
public final class DestroyWqObjRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_DESTROY_WQ_OBJ request");

  /** {@link org.manakin.wire.gdma.QueueType}, SQ or RQ. */
  public static final U32 WQ_TYPE = LAYOUT.u32("wq_type");

  static {
    LAYOUT.reserved(4);
  }

  public static final U64 WQ_OBJ_HANDLE = LAYOUT.u64("wq_obj_handle");

  public static final int SIZE = LAYOUT.size();

  private DestroyWqObjRequest() {}
}
