package org.manakin.packet;

import static org.manakin.packet.NetworkOrder.get8;

import java.lang.foreign.MemorySegment;

/**
 * The Toeplitz hash of receive side scaling under one key: for each set bit of the input, most
 * significant bit of the first byte first, the 32 key bits that start at that bit's place are
 * exclusive-or-ed. Computed from a table with one entry for each value of each input byte.
 * Immutable, for any number of threads; hashing allocates nothing.
 */
public final class Toeplitz {
  /** Bytes of a key. */
  public static final int KEY_BYTES = 40;

  /** Bytes of input that a key suffices for: two IPv6 addresses and two ports. */
  public static final int MAX_INPUT = KEY_BYTES - 4;

  private final int[] table = new int[MAX_INPUT * 256];

  /**
   * @throws IllegalArgumentException if the key has not {@value #KEY_BYTES} bytes
   */
  public Toeplitz(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a Toeplitz key has " + KEY_BYTES + " bytes, not " + key.length);
    }
    for (int position = 0; position < MAX_INPUT; position++) {
      long window = 0;
      for (int i = 0; i < 5; i++) {
        window = window << 8 | Byte.toUnsignedInt(key[position + i]);
      }
      for (int value = 1; value < 256; value++) {
        int lowest = Integer.numberOfTrailingZeros(value);
        int rest = table[position * 256 + (value & (value - 1))];
        table[position * 256 + value] = rest ^ (int) (window >>> (lowest + 1));
      }
    }
  }

  /**
   * Continues a hash (start with 0) with {@code bytes} bytes, which stand at place {@code position}
   * of the input.
   */
  public int add(int hash, int position, MemorySegment m, long at, int bytes) {
    int result = hash;
    for (int i = 0; i < bytes; i++) {
      result ^= table[(position + i) * 256 + get8(m, at + i)];
    }
    return result;
  }

  /**
   * Continues a hash with the two bytes of a port, which stand at {@code position} of the input.
   */
  public int addPort(int hash, int position, int port) {
    return hash
        ^ table[position * 256 + (port >>> 8 & 0xff)]
        ^ table[(position + 1) * 256 + (port & 0xff)];
  }
}
