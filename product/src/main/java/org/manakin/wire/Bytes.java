package org.manakin.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** A run of bytes in wire order. */
public record Bytes(String name, int offset, int size) implements Field {

  public byte[] get(MemorySegment m, long at) {
    return m.asSlice(at + offset, size).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Stores {@code value}, cut or padded with zeros to the field's size. */
  public void set(MemorySegment m, long at, byte[] value) {
    int n = Math.min(value.length, size);
    MemorySegment.copy(value, 0, m, ValueLayout.JAVA_BYTE, at + offset, n);
    m.asSlice(at + offset + n, size - n).fill((byte) 0);
  }

  /** The text up to the first NUL; bytes that are not ASCII become '?'. */
  public String text(MemorySegment m, long at) {
    byte[] raw = get(m, at);
    int end = 0;
    while (end < raw.length && raw[end] != 0) {
      if (raw[end] < ' ') {
        raw[end] = '?';
      }
      end++;
    }
    return new String(raw, 0, end, StandardCharsets.US_ASCII);
  }
}
