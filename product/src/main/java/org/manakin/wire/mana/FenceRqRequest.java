package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.RequestHeader;

/**
 * Request of {@link ManaCommand#FENCE_RQ}: complete what is due on the RQ, then post one {@link
 * RxCqeType#OBJECT_FENCE}. The response is a header alone.
 */
public final class FenceRqRequest {
  public static final Layout LAYOUT = Layout.after(RequestHeader.LAYOUT, "MANA_FENCE_RQ request");
  public static final U64 WQ_OBJ_HANDLE = LAYOUT.u64("wq_obj_handle");

  public static final int SIZE = LAYOUT.size();

  private FenceRqRequest() {}
}
