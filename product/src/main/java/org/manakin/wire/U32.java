package org.manakin.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A little-endian unsigned 32-bit field; {@code at} is where the structure starts in the segment.
 */
public record U32(String name, int offset) implements Field {
  static final int BYTES = 4;
  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public int get(MemorySegment m, long at) {
    return m.get(WORD, at + offset);
  }

  /** The same as a number from 0 to 2^32 - 1. */
  public long unsigned(MemorySegment m, long at) {
    return Integer.toUnsignedLong(get(m, at));
  }

  public void set(MemorySegment m, long at, int value) {
    m.set(WORD, at + offset, value);
  }

  @Override
  public int size() {
    return BYTES;
  }
}
