package org.manakin.host;

import java.util.Map;
import java.util.TreeMap;

/** Hands out whole pages of a range of bytes, first fit; free neighbours become one. One thread. */
final class DmaHeap {
  static final int PAGE = 4096;

  private final TreeMap<Long, Long> free = new TreeMap<>();
  private final TreeMap<Long, Long> used = new TreeMap<>();

  /** All of {@code bytes} bytes, from 0 on, are free. */
  DmaHeap(long bytes) {
    free.put(0L, bytes & -PAGE);
  }

  /**
   * Where {@code bytes} bytes, rounded up to pages, start.
   *
   * @throws IllegalStateException if there is no such run of free pages
   */
  long take(long bytes) {
    long size = (Math.max(bytes, 1) + PAGE - 1) & -PAGE;
    long at = firstFit(size);
    Long run = free.remove(at);
    if (run != null && run > size) {
      free.put(at + size, run - size);
    }
    used.put(at, size);
    return at;
  }

  private long firstFit(long size) {
    for (Map.Entry<Long, Long> run : free.entrySet()) {
      if (run.getValue() >= size) {
        return run.getKey();
      }
    }
    throw new IllegalStateException(
        "no %d contiguous bytes of DMA memory are left: attach with more".formatted(size));
  }

  /**
   * Gives back what {@link #take} returned.
   *
   * @throws IllegalArgumentException if nothing that was taken starts there
   */
  void give(long at) {
    Long size = used.remove(at);
    if (size == null) {
      throw new IllegalArgumentException(
          "no DMA memory that was allocated starts at 0x%x".formatted(at));
    }
    long from = at;
    long bytes = size;
    Map.Entry<Long, Long> before = free.lowerEntry(at);
    if (before != null && before.getKey() + before.getValue() == at) {
      from = before.getKey();
      bytes += before.getValue();
    }
    Long after = free.remove(at + size);
    if (after != null) {
      bytes += after;
    }
    free.put(from, bytes);
  }

  /** Bytes that are taken. */
  long usedBytes() {
    return used.values().stream().mapToLong(Long::longValue).sum();
  }
}
