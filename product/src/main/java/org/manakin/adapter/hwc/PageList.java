package org.manakin.adapter.hwc;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.manakin.wire.gdma.Status;

/** The list of page addresses at the end of a request. */
final class PageList {
  private static final ValueLayout.OfLong ADDRESS =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private PageList() {}

  /**
   * Reads {@code count} addresses from byte {@code at} of the request on.
   *
   * @throws Refusal if the request is too short for them, or an address is not on a page boundary
   */
  static long[] read(Request request, int at, long count, int pageShift) throws Refusal {
    if (count > (request.length() - at) / Long.BYTES) {
      throw new Refusal(
          Status.INFO_LENGTH_MISMATCH,
          count + " page addresses do not fit a request of " + request.length() + " bytes");
    }
    long[] pages = new long[(int) count];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = request.segment().get(ADDRESS, at + (long) i * Long.BYTES);
      if ((pages[i] & ((1L << pageShift) - 1)) != 0) {
        throw new Refusal(
            Status.INVALID_ADDRESS,
            "page address 0x%x is not aligned to 2^%d".formatted(pages[i], pageShift));
      }
    }
    return pages;
  }
}
