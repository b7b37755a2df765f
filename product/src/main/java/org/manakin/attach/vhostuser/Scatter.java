package org.manakin.attach.vhostuser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.manakin.memory.GuestMemory;

/**
 * The buffers of one or more descriptor chains, in order: where each part lies in the window and at
 * which guest address. A flyweight; one thread at a time.
 */
final class Scatter {
  /** Nothing real has more parts; what lies beyond is not listed. */
  static final int MOST_PARTS = 1024;

  private static final int NEXT = 1;
  private static final int WRITE = 2;
  private static final int INDIRECT = 4;
  private static final int LENGTH = 8;
  private static final int FLAGS = 12;
  private static final int FOLLOWING = 14;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private final GuestMemory memory;
  private final MemorySegment window;
  private final long[] places = new long[MOST_PARTS];
  private final long[] addresses = new long[MOST_PARTS];
  private final long[] lengths = new long[MOST_PARTS];
  private int parts;
  private long bytes;
  private boolean overflowed;

  Scatter(GuestMemory memory) {
    this.memory = memory;
    this.window = memory.window();
  }

  void clear() {
    parts = 0;
    bytes = 0;
    overflowed = false;
  }

  int parts() {
    return parts;
  }

  /** Where a part starts in the window. */
  long place(int part) {
    return places[part];
  }

  /** Where a part starts for the guest. */
  long address(int part) {
    return addresses[part];
  }

  long length(int part) {
    return lengths[part];
  }

  /** Bytes of all parts, listed or not. */
  long bytes() {
    return bytes;
  }

  /** Whether there were more than {@link #MOST_PARTS} parts. */
  boolean overflowed() {
    return overflowed;
  }

  /**
   * Appends the buffers of the chain that starts at descriptor {@code head}.
   *
   * @param indirect whether the driver may use tables of descriptors
   * @param write whether the buffers are for writing; all of a chain are of one kind
   * @return false if the chain makes no sense: it loops, leaves its table or the guest's memory,
   *     has an empty buffer or one of the other kind, or a table where none may be
   */
  boolean add(SplitRing ring, int head, boolean indirect, boolean write) {
    long table = ring.descriptors();
    int entries = ring.size();
    int next = head;
    boolean mayNest = indirect;
    for (int left = entries; left > 0 && next < entries; left--) {
      long at = table + (long) SplitRing.DESCRIPTOR * next;
      long address = window.get(LONG, at);
      long length = Integer.toUnsignedLong(window.get(INT, at + LENGTH));
      int flags = window.get(SHORT, at + FLAGS);
      if ((flags & INDIRECT) != 0) {
        table = mayNest && (flags & NEXT) == 0 ? table(address, length) : GuestMemory.NOWHERE;
        if (table == GuestMemory.NOWHERE) {
          return false;
        }
        mayNest = false;
        entries = (int) (length / SplitRing.DESCRIPTOR);
        left = entries + 1;
        next = 0;
        continue;
      }
      if (((flags & WRITE) != 0) != write || !append(address, length, write)) {
        return false;
      }
      if ((flags & NEXT) == 0) {
        return true;
      }
      next = Short.toUnsignedInt(window.get(SHORT, at + FOLLOWING));
    }
    return false;
  }

  /** Where a table of {@code length} bytes lies. */
  private long table(long address, long length) {
    boolean possible =
        length > 0
            && length % SplitRing.DESCRIPTOR == 0
            && length <= (long) SplitRing.DESCRIPTOR * MOST_PARTS;
    return possible ? memory.locate(address, length, false) : GuestMemory.NOWHERE;
  }

  private boolean append(long address, long length, boolean write) {
    long from = address;
    long left = length;
    while (left > 0) {
      long run = Math.min(left, memory.run(from, write));
      long place = memory.locate(from, run, write);
      if (run == 0 || place == GuestMemory.NOWHERE) {
        return false;
      }
      if (parts < MOST_PARTS) {
        places[parts] = place;
        addresses[parts] = from;
        lengths[parts] = run;
        parts++;
      } else {
        overflowed = true;
      }
      from += run;
      left -= run;
    }
    bytes += length;
    return length > 0;
  }

  /**
   * Copies the first {@code count} bytes, which are there and listed, to the start of {@code m}.
   */
  void copyTo(MemorySegment m, int count) {
    int done = 0;
    for (int i = 0; done < count; i++) {
      int n = (int) Math.min(lengths[i], count - done);
      MemorySegment.copy(window, places[i], m, done, n);
      done += n;
    }
  }
}
