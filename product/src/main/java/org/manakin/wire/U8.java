package org.manakin.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An unsigned 8-bit field; {@code at} is where the structure starts in the segment. */
public record U8(String name, int offset) implements Field {
  static final int BYTES = 1;

  public int get(MemorySegment m, long at) {
    return Byte.toUnsignedInt(m.get(ValueLayout.JAVA_BYTE, at + offset));
  }

  public void set(MemorySegment m, long at, int value) {
    m.set(ValueLayout.JAVA_BYTE, at + offset, (byte) value);
  }

  @Override
  public int size() {
    return BYTES;
  }
}
