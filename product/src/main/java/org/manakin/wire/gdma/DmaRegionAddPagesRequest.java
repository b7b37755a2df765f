package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U64;

/**
 * Request of {@link GdmaCommand#DMA_REGION_ADD_PAGES}: further pages of a region whose list did not
 * fit one message. {@link #SIZE} counts the part before the list. The response is a header alone.
 */
public final class DmaRegionAddPagesRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "GDMA_DMA_REGION_ADD_PAGES request");
  public static final U64 DMA_REGION_HANDLE = LAYOUT.u64("dma_region_handle");

  /** Pages in this message. */
  public static final U32 PAGE_ADDR_LIST_LEN = LAYOUT.u32("page_addr_list_len");

  static {
    LAYOUT.reserved(4);
  }

  public static final int SIZE = LAYOUT.size();

  /** Bus address of the first page listed; each further one stands 8 bytes further on. */
  public static final U64 PAGE_ADDR_LIST = LAYOUT.u64("page_addr_list");

  private DmaRegionAddPagesRequest() {}
}
