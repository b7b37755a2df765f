package org.manakin.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A little-endian unsigned 64-bit field; {@code at} is where the structure starts in the segment.
 */
public record U64(String name, int offset) implements Field {
  static final int BYTES = 8;
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public long get(MemorySegment m, long at) {
    return m.get(WORD, at + offset);
  }

  public void set(MemorySegment m, long at, long value) {
    m.set(WORD, at + offset, value);
  }

  @Override
  public int size() {
    return BYTES;
  }
}
