package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/** Response of {@link GdmaCommand#CREATE_QUEUE}. */
public final class CreateQueueResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "GDMA_CREATE_QUEUE response");

  /** The queue's id; an EQ's fits 16 bits. */
  public static final U32 QUEUE_INDEX = LAYOUT.u32("queue_index");

  public static final int SIZE = LAYOUT.size();

  private CreateQueueResponse() {}
}
