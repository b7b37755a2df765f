package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U64;

/**
 * Request of {@link GdmaCommand#CREATE_DMA_REGION}: a list of pages under one handle. {@link #SIZE}
 * counts the part before the list.
 */
public final class CreateDmaRegionRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "GDMA_CREATE_DMA_REGION request");

  /** Bytes of the region. */
  public static final U64 LENGTH = LAYOUT.u64("length");

  /** Of the first byte in the first page. */
  public static final U32 OFFSET_IN_PAGE = LAYOUT.u32("offset_in_page");

  /** n stands for pages of 4 KiB shifted left by n. */
  public static final U32 GDMA_PAGE_TYPE = LAYOUT.u32("gdma_page_type");

  /** Pages of the whole region. */
  public static final U32 PAGE_COUNT = LAYOUT.u32("page_count");

  /** Pages in this message. */
  public static final U32 PAGE_ADDR_LIST_LEN = LAYOUT.u32("page_addr_list_len");

  public static final int SIZE = LAYOUT.size();

  /** Bus address of the first page listed; each further one stands 8 bytes further on. */
  public static final U64 PAGE_ADDR_LIST = LAYOUT.u64("page_addr_list");

  private CreateDmaRegionRequest() {}
}
