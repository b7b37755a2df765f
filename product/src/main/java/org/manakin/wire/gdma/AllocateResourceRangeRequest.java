package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/** Request of {@link GdmaCommand#ALLOCATE_RESOURCE_RANGE}, sent by mana_ib for doorbell pages. */
public final class AllocateResourceRangeRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "GDMA_ALLOCATE_RESOURCE_RANGE request");

  /** The only resource type in use. */
  public static final int DOORBELL_PAGE = 27;

  public static final U32 RESOURCE_TYPE = LAYOUT.u32("resource_type");
  public static final U32 NUM_RESOURCES = LAYOUT.u32("num_resources");

  /** In resources: host pages over device pages. */
  public static final U32 ALIGNMENT = LAYOUT.u32("alignment");

  /** Where the search starts. */
  public static final U32 ALLOCATED_RESOURCES = LAYOUT.u32("allocated_resources");

  public static final int SIZE = LAYOUT.size();

  private AllocateResourceRangeRequest() {}
}
