package org.manakin.wire;

/**
 * {@code width} bits of an integer word, from bit {@code shift} upwards. Works on a word that was
 * read once: a guest can change memory between two reads.
 *
 * @param offset of the containing word in its structure, for tables and tests
 */
public record Bits(String name, int offset, int shift, int width) {

  /** The bits' value in {@code word}. */
  public int of(int word) {
    return (word >>> shift) & (int) mask();
  }

  /** The bits' value in {@code word}. */
  public int of(long word) {
    return (int) ((word >>> shift) & mask());
  }

  /** Whether any of the bits is set in {@code word}. */
  public boolean in(int word) {
    return of(word) != 0;
  }

  /** {@code value} at the bits' place, to be or-ed into a word; surplus high bits are dropped. */
  public int place(int value) {
    return (int) ((value & mask()) << shift);
  }

  /** {@code value} at the bits' place in a 64-bit word. */
  public long placeLong(long value) {
    return (value & mask()) << shift;
  }

  private long mask() {
    return width == 64 ? -1L : (1L << width) - 1;
  }
}
