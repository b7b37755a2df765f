package org.manakin.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A little-endian unsigned 16-bit field; {@code at} is where the structure starts in the segment.
 */
public record U16(String name, int offset) implements Field {
  static final int BYTES = 2;
  private static final ValueLayout.OfShort WORD =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public int get(MemorySegment m, long at) {
    return Short.toUnsignedInt(m.get(WORD, at + offset));
  }

  public void set(MemorySegment m, long at, int value) {
    m.set(WORD, at + offset, (short) value);
  }

  @Override
  public int size() {
    return BYTES;
  }
}
