package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U64;

/**
 * Response of {@link GdmaCommand#CREATE_DMA_REGION}. Its status is {@link Status#MORE_ENTRIES}
 * while pages are missing.
 */
public final class CreateDmaRegionResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "GDMA_CREATE_DMA_REGION response");

  /** Not 0. */
  public static final U64 DMA_REGION_HANDLE = LAYOUT.u64("dma_region_handle");

  public static final int SIZE = LAYOUT.size();

  private CreateDmaRegionResponse() {}
}
