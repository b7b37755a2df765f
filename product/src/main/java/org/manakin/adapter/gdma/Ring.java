package org.manakin.adapter.gdma;

import java.lang.foreign.MemorySegment;
import org.manakin.memory.GuestMemory;

/**
 * The memory of one queue: byte positions from 0 to its size, resolved to places in the guest
 * memory window. Pages may be scattered. Addresses are resolved once and again whenever the guest's
 * memory map changed.
 *
 * <p>Guarded by whatever guards the queue that owns it.
 */
public final class Ring {
  private static final long UNRESOLVED = -1;

  private final GuestMemory memory;
  private final long[] pages;
  private final int pageShift;
  private final int offsetInPage;
  private final long[] places;
  private final int size;
  private long generation = UNRESOLVED;
  private long base;
  private boolean contiguous;

  /**
   * A ring over the first {@code size} bytes of a complete region that is at least as long. Of the
   * region's pages only those are kept, so that a small queue cannot hold on to a large list.
   */
  public Ring(GuestMemory memory, DmaRegion region, int size) {
    this.memory = memory;
    this.size = size;
    this.pageShift = region.pageShift();
    this.offsetInPage = region.offsetInPage();
    this.pages = region.firstPages((int) ((offsetInPage + size - 1L) >>> pageShift) + 1);
    this.places = new long[pages.length];
  }

  /** A ring of one 4 KiB page, as the hardware channel's queues are. */
  public static Ring ofPage(GuestMemory memory, long address) {
    DmaRegion page = new DmaRegion(4096, 0, 12, 1);
    page.addPages(new long[] {address});
    return new Ring(memory, page, 4096);
  }

  /** Bytes. */
  public int size() {
    return size;
  }

  public MemorySegment memory() {
    return memory.window();
  }

  /** Whether all of the ring is guest memory just now. To be asked before a run of accesses. */
  public boolean ready() {
    long now = memory.generation();
    return now == generation || resolve(now);
  }

  private boolean resolve(long now) {
    long pageSize = 1L << pageShift;
    boolean inARow = true;
    for (int i = 0; i < places.length; i++) {
      long place = memory.locate(pages[i], pageSize, true);
      if (place == GuestMemory.NOWHERE) {
        generation = UNRESOLVED;
        return false;
      }
      places[i] = place;
      inARow &= i == 0 || place == places[i - 1] + pageSize;
    }
    contiguous = inARow;
    base = places[0] + offsetInPage;
    generation = now;
    return true;
  }

  /**
   * The window place of ring byte {@code position}; it is contiguous with the rest of its 32-byte
   * unit, CQE or EQE.
   */
  public long at(int position) {
    if (contiguous) {
      return base + position;
    }
    long p = position + (long) offsetInPage;
    return places[(int) (p >>> pageShift)] + (p & ((1L << pageShift) - 1));
  }

  /**
   * Copies {@code bytes} ring bytes from {@code position} on, around the ring's end if need be, to
   * the start of {@code target}.
   */
  public void copyOut(int position, MemorySegment target, int bytes) {
    int untilEnd = size - position;
    if (contiguous && bytes <= untilEnd) {
      MemorySegment.copy(memory.window(), base + position, target, 0, bytes);
      return;
    }
    int from = position;
    for (int done = 0; done < bytes; done += WorkQueue.UNIT) {
      MemorySegment.copy(memory.window(), at(from), target, done, WorkQueue.UNIT);
      from = from + WorkQueue.UNIT == size ? 0 : from + WorkQueue.UNIT;
    }
  }
}
