package org.manakin.vswitch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Memory for held frames, in chunks, for all endpoints of a switch. It grows when it is needed and
 * is kept for the next time. Any thread.
 */
final class HoldMemory {
  static final int CHUNK_BYTES = 1 << 20;

  private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();
  private final int most;
  private int made;

  /**
   * @param most chunks
   */
  HoldMemory(int most) {
    this.most = most;
  }

  /** A chunk of {@value #CHUNK_BYTES} bytes, or null if there is no more. */
  synchronized @Nullable MemorySegment take() {
    MemorySegment chunk = free.poll();
    if (chunk == null && made < most) {
      try {
        chunk = Arena.ofAuto().allocate(CHUNK_BYTES, Long.BYTES);
        made++;
      } catch (OutOfMemoryError e) {
        // the limit of the machine is lower than ours: then it is the limit
        return null;
      }
    }
    return chunk;
  }

  synchronized void give(MemorySegment chunk) {
    free.push(chunk);
  }

  /** Bytes that were ever needed at once. */
  synchronized long bytes() {
    return (long) made * CHUNK_BYTES;
  }
}
