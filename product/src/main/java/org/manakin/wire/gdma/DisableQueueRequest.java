package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * Request of {@link GdmaCommand#DISABLE_QUEUE}: release a queue and its DMA region. The response is
 * a header alone.
 */
public final class DisableQueueRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "GDMA_DISABLE_QUEUE request");

  /** {@link QueueType} */
  public static final U32 TYPE = LAYOUT.u32("type");

  public static final U32 QUEUE_INDEX = LAYOUT.u32("queue_index");

  /** Always 1. */
  public static final U32 ALLOC_RES_ID_ON_CREATION = LAYOUT.u32("alloc_res_id_on_creation");

  public static final int SIZE = LAYOUT.size();

  private DisableQueueRequest() {}
}
