package org.manakin.adapter.gdma;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * DMA regions that no queue has consumed yet, by handle; bounded in number and in pages. The
 * service thread only.
 */
public final class Regions {
  private final int capacity;
  private final Map<Long, DmaRegion> live = new HashMap<>();
  private long nextHandle = 1;
  private long pages;

  Regions(int capacity) {
    this.capacity = capacity;
  }

  /** Whether a region of {@code pageCount} pages can be entered. */
  public boolean roomFor(long pageCount) {
    return live.size() < capacity && pages + pageCount <= Limits.REGION_PAGES;
  }

  /** Enters a region; its handle is never 0 and not used again until all others were. */
  public long add(DmaRegion region) {
    long handle = nextHandle++;
    live.put(handle, region);
    pages += region.pageCount();
    return handle;
  }

  public @Nullable DmaRegion get(long handle) {
    return live.get(handle);
  }

  /** Takes a region out: a queue consumed it, or the driver destroyed it. */
  public @Nullable DmaRegion remove(long handle) {
    DmaRegion region = live.remove(handle);
    if (region != null) {
      pages -= region.pageCount();
    }
    return region;
  }

  /** Forgets regions that nobody will name any more. */
  public void clear() {
    live.clear();
    pages = 0;
  }

  public int live() {
    return live.size();
  }

  public long pages() {
    return pages;
  }
}
