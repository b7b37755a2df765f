package org.manakin.fuzz;

/**
 * A fuzzer's bytes, read from the front as numbers (little-endian). Zeros follow the end, so that
 * every input is a whole program.
 */
final class Input {
  private final byte[] data;
  private int at;

  Input(byte[] data) {
    this.data = data;
  }

  boolean more() {
    return at < data.length;
  }

  int u8() {
    return at < data.length ? data[at++] & 0xff : 0;
  }

  int u16() {
    return u8() | u8() << 8;
  }

  int i32() {
    return u16() | u16() << 16;
  }

  long i64() {
    return Integer.toUnsignedLong(i32()) | (long) i32() << 32;
  }

  boolean chance(int oneIn) {
    return u8() % oneIn == 1;
  }

  /** One byte's choice of {@code bound} things. */
  int pick(int bound) {
    return u8() % bound;
  }

  long pick(long... values) {
    return values[pick(values.length)];
  }

  /** The next {@code n} bytes; fewer at the end. */
  byte[] bytes(int n) {
    int count = Math.min(n, data.length - at);
    byte[] result = new byte[count];
    System.arraycopy(data, at, result, 0, count);
    at += count;
    return result;
  }
}
