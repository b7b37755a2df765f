package org.manakin.fuzz;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.manakin.memory.GuestMemory;

/**
 * A guest's memory with holes and seams, in a window whose other pages are guards: the device must
 * write to none but the pages that the guest has given to it for writing just now.
 */
final class GuestSpace {
  static final int PAGE = 4096;

  /**
   * A stretch of window pages at a bus address.
   *
   * @param page first page in the window
   */
  record Stretch(long bus, int page, int pages, boolean writable) {
    long bytes() {
      return (long) pages * PAGE;
    }
  }

  static final Stretch LOW = new Stretch(0x10_0000, 4, 64, true);

  /** Continues {@link #LOW} on the bus, but not in the window. */
  static final Stretch BEHIND_SEAM = new Stretch(0x14_0000, 72, 8, true);

  static final Stretch READ_ONLY = new Stretch(0x20_0000, 84, 4, false);
  static final Stretch HIGH = new Stretch(0x1_0000_0000L, 92, 32, true);
  static final Stretch[] STRETCHES = {LOW, BEHIND_SEAM, READ_ONLY, HIGH};

  private static final int PAGES = 128;
  private static final byte GUARD = (byte) 0xa5;

  private final MemorySegment window = Arena.ofAuto().allocate((long) PAGES * PAGE, PAGE);
  private final MemorySegment expected = Arena.ofAuto().allocate((long) PAGES * PAGE, PAGE);
  private final boolean[] given = new boolean[PAGES];
  private GuestMemory memory = new GuestMemory(window);

  /** A table as after power-on; RAM is zeros. */
  void reset() {
    window.fill(GUARD);
    Arrays.fill(given, false);
    memory = new GuestMemory(window);
    for (Stretch s : STRETCHES) {
      window.asSlice((long) s.page * PAGE, s.bytes()).fill((byte) 0);
      memory.map(s.bus, s.bytes(), (long) s.page * PAGE, s.writable);
      Arrays.fill(given, s.page, s.page + s.pages, s.writable);
    }
    MemorySegment.copy(window, 0, expected, 0, window.byteSize());
  }

  GuestMemory memory() {
    return memory;
  }

  /** The guest's own view of {@code bytes} bytes of a stretch, mapped or not. */
  MemorySegment view(Stretch s, long offset, long bytes) {
    return window.asSlice((long) s.page * PAGE + offset, bytes);
  }

  /**
   * The guest takes pages of a stretch away.
   *
   * @param settle waits until the device has let go of them
   */
  void unmap(Stretch s, int first, int pages, Runnable settle) {
    int count = Math.min(pages, s.pages - first);
    memory.unmap(s.bus + (long) first * PAGE, (long) count * PAGE);
    settle.run();
    for (int i = s.page + first; i < s.page + first + count; i++) {
      given[i] = false;
      long at = (long) i * PAGE;
      MemorySegment.copy(window, at, expected, at, PAGE);
    }
  }

  /** Gives pages back at their own place. */
  void remap(Stretch s, int first, int pages) {
    int count = Math.min(pages, s.pages - first);
    long place = (long) (s.page + first) * PAGE;
    memory.map(s.bus + (long) first * PAGE, (long) count * PAGE, place, s.writable);
    Arrays.fill(given, s.page + first, s.page + first + count, s.writable);
  }

  /** The guest itself writes; it may do so to memory that the device has not got. */
  void write(Stretch s, long offset, byte[] bytes) {
    long room = s.bytes() - offset;
    int n = (int) Math.min(room, bytes.length);
    long at = (long) s.page * PAGE + offset;
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, window, at, n);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, expected, at, n);
  }

  /** Fails if a page was written to that was not the device's. */
  void assertGuardsIntact() {
    for (int i = 0; i < PAGES; i++) {
      long at = (long) i * PAGE;
      if (!given[i]) {
        long differs = MemorySegment.mismatch(window, at, at + PAGE, expected, at, at + PAGE);
        if (differs >= 0) {
          throw new AssertionError(
              "page %d of the window is not the device's, but its byte 0x%x was written"
                  .formatted(i, differs));
        }
      }
    }
  }
}
