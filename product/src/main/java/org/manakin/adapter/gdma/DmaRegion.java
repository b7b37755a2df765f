package org.manakin.adapter.gdma;

import java.util.Arrays;

/**
 * Pages of guest memory that together hold a ring, or later an RDMA memory region: {@code length}
 * bytes that start {@code offsetInPage} bytes into the first page. Named by a handle until a queue
 * consumes it. Filled by CREATE_DMA_REGION and, where a message is too small for all page
 * addresses, by ADD_PAGES.
 *
 * <p>Control path; the service thread.
 */
public final class DmaRegion {
  private final long length;
  private final int offsetInPage;
  private final int pageShift;
  private final int pageCount;
  private long[] pages = new long[0];

  /**
   * @param pageShift log2 of the page size in bytes, 12 for 4 KiB
   * @param pageCount pages of the whole region, at least enough for {@code offsetInPage + length}
   */
  public DmaRegion(long length, int offsetInPage, int pageShift, int pageCount) {
    this.length = length;
    this.offsetInPage = offsetInPage;
    this.pageShift = pageShift;
    this.pageCount = pageCount;
  }

  /** Appends bus addresses of pages; the caller has checked that not more come than are missing. */
  public void addPages(long[] addresses) {
    int known = pages.length;
    pages = Arrays.copyOf(pages, known + addresses.length);
    System.arraycopy(addresses, 0, pages, known, addresses.length);
  }

  /** Pages whose addresses are still to come. */
  public int missing() {
    return pageCount - pages.length;
  }

  public boolean complete() {
    return missing() == 0;
  }

  /** Bytes. */
  public long length() {
    return length;
  }

  public int offsetInPage() {
    return offsetInPage;
  }

  public int pageShift() {
    return pageShift;
  }

  public int pageCount() {
    return pageCount;
  }

  /**
   * Bus addresses of the first {@code count} pages; the caller has checked that there are as many.
   */
  public long[] firstPages(int count) {
    return Arrays.copyOf(pages, count);
  }
}
