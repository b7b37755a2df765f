package org.manakin.adapter.hwc;

import org.manakin.adapter.gdma.DmaRegion;
import org.manakin.adapter.gdma.EventQueue;
import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.wire.gdma.Status;

/** Finds what a request names by number, or refuses the request. */
public final class Named {
  private Named() {}

  public static EventQueue eq(GdmaFunction function, int id) throws Refusal {
    EventQueue eq = function.eq(id);
    if (eq == null) {
      throw new Refusal(Status.INVALID_HANDLE, "there is no EQ " + Integer.toUnsignedString(id));
    }
    return eq;
  }

  public static DmaRegion region(GdmaFunction function, long handle) throws Refusal {
    DmaRegion region = function.regions().get(handle);
    if (region == null) {
      throw new Refusal(Status.INVALID_HANDLE, "there is no DMA region 0x%x".formatted(handle));
    }
    return region;
  }

  /**
   * The region that is to become a ring of {@code size} bytes with entries of {@code unit} bytes.
   *
   * @throws Refusal if it is incomplete, shorter than the ring, or no whole number of entries
   */
  public static DmaRegion ring(GdmaFunction function, long handle, int size, int unit)
      throws Refusal {
    DmaRegion region = region(function, handle);
    if (!region.complete()) {
      throw new Refusal(
          Status.INVALID_DEVICE_STATE, "pages of DMA region 0x%x are missing".formatted(handle));
    }
    boolean fits = size > 0 && size <= region.length() && size <= MAX_RING && size % unit == 0;
    if (!fits || region.offsetInPage() % unit != 0) {
      throw new Refusal(
          Status.INVALID_PARAMETER,
          "a ring of %d bytes in units of %d does not fit a region of %d bytes at offset %d"
              .formatted(size, unit, region.length(), region.offsetInPage()));
    }
    return region;
  }

  /** Far above what any driver asks for (1 MiB), and small enough for positions to be ints. */
  private static final int MAX_RING = 1 << 26;
}
