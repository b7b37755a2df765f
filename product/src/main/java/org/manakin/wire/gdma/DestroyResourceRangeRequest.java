package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/** Request of {@link GdmaCommand#DESTROY_RESOURCE_RANGE}. The response is a header alone. */
public final class DestroyResourceRangeRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "GDMA_DESTROY_RESOURCE_RANGE request");

  /** {@link AllocateResourceRangeRequest#DOORBELL_PAGE} */
  public static final U32 RESOURCE_TYPE = LAYOUT.u32("resource_type");

  public static final U32 NUM_RESOURCES = LAYOUT.u32("num_resources");

  /** The first index. */
  public static final U32 ALLOCATED_RESOURCES = LAYOUT.u32("allocated_resources");

  public static final int SIZE = LAYOUT.size();

  private DestroyResourceRangeRequest() {}
}
