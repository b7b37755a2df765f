package org.manakin.attach.vxlan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Behind which remote an address is, as learned from received frames: a table of fixed size in sets
 * of {@value #WAYS}. If a set is full the address that was not heard of for longest makes room:
 * what is forgotten is flooded, and is learned again from the next frame.
 *
 * <p>One thread learns and ages; any thread asks. Each entry is one word, so that an answer is
 * never half of one entry and half of another.
 */
final class MacTable {
  static final int WAYS = 4;

  /** The remote of an address that is not in the table. */
  static final int UNKNOWN = -1;

  /** What learning did. */
  enum Lesson {
    KNOWN,
    NEW,
    MOVED,
    EVICTED
  }

  private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int ADDRESS_SHIFT = 16;
  private static final int REMOTE_MASK = (1 << ADDRESS_SHIFT) - 1;
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  /** Address in bits 63:16, remote + 1 in bits 15:0; 0 for none. */
  private final long[] entries;

  /** When the address of each entry was last heard of, in seconds; the learning thread's. */
  private final long[] heard;

  private final int shift;

  /** Addresses in the table; the learning thread's, which lets others see {@link #size}. */
  private int used;

  private volatile int size;

  /**
   * @param capacity a power of two, at least {@value #WAYS}
   */
  MacTable(int capacity) {
    entries = new long[capacity];
    heard = new long[capacity];
    shift = Long.SIZE - Integer.numberOfTrailingZeros(capacity / WAYS);
  }

  int size() {
    return size;
  }

  /** The remote of an address, or {@link #UNKNOWN}. */
  int find(long mac) {
    int set = set(mac);
    for (int i = set; i < set + WAYS; i++) {
      long entry = (long) ENTRY.getOpaque(entries, i);
      if (entry >>> ADDRESS_SHIFT == mac) {
        return ((int) entry & REMOTE_MASK) - 1;
      }
    }
    return UNKNOWN;
  }

  /** Notes that a frame of {@code mac} came from {@code remote}, a number below 65535. */
  Lesson learn(long mac, int remote, long second) {
    long entry = mac << ADDRESS_SHIFT | (remote + 1);
    int set = set(mac);
    int oldest = set;
    for (int i = set; i < set + WAYS; i++) {
      long there = entries[i];
      if (there == entry) {
        heard[i] = second;
        return Lesson.KNOWN;
      }
      if (there != 0 && there >>> ADDRESS_SHIFT == mac) {
        put(i, entry, second);
        return Lesson.MOVED;
      }
      if (entries[oldest] != 0 && (there == 0 || heard[i] < heard[oldest])) {
        oldest = i;
      }
    }
    boolean free = entries[oldest] == 0;
    put(oldest, entry, second);
    if (free) {
      size = ++used;
    }
    return free ? Lesson.NEW : Lesson.EVICTED;
  }

  /** Forgets what was last heard of before {@code second}; how many there were. */
  int age(long second) {
    if (used == 0) {
      return 0;
    }
    int gone = 0;
    for (int i = 0; i < entries.length; i++) {
      if (entries[i] != 0 && heard[i] < second) {
        put(i, 0, 0);
        gone++;
      }
    }
    used -= gone;
    size = used;
    return gone;
  }

  private void put(int index, long entry, long second) {
    ENTRY.setOpaque(entries, index, entry);
    heard[index] = second;
  }

  private int set(long mac) {
    // a shift by 64 would be one by 0, but then there is only one set
    return shift == Long.SIZE ? 0 : (int) ((mac * MIX) >>> shift) * WAYS;
  }
}
