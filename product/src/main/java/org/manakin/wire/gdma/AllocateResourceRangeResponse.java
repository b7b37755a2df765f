package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/** Response of {@link GdmaCommand#ALLOCATE_RESOURCE_RANGE}. */
public final class AllocateResourceRangeResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "GDMA_ALLOCATE_RESOURCE_RANGE response");

  /** The first index. */
  public static final U32 ALLOCATED_RESOURCES = LAYOUT.u32("allocated_resources");

  public static final int SIZE = LAYOUT.size();

  private AllocateResourceRangeResponse() {}
}
