package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U64;

/**
 * Request of {@link GdmaCommand#DESTROY_DMA_REGION}, for a region that no queue took over. The
 * response is a header alone.
 */
public final class DestroyDmaRegionRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "GDMA_DESTROY_DMA_REGION request");
  public static final U64 DMA_REGION_HANDLE = LAYOUT.u64("dma_region_handle");

  public static final int SIZE = LAYOUT.size();

  private DestroyDmaRegionRequest() {}
}
