package org.manakin.measure.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a traffic program noted: 32-bit words, of which some are times. */
public final class Trace {
  private final int[] words;

  private Trace(int[] words) {
    this.words = words;
  }

  static Trace parse(byte[] bytes) throws IOException {
    if (bytes.length % Integer.BYTES != 0) {
      throw new IOException("a trace of " + bytes.length + " bytes, which are no whole words");
    }
    int[] words = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    return new Trace(words);
  }

  /** The number of entries, each of {@code width} words. */
  int size(int width) {
    return words.length / width;
  }

  int word(int index) {
    return words[index];
  }

  /**
   * Numbers that only grow, or nearly so, and go on beyond 32 bits: each is taken as the nearest to
   * the one before.
   *
   * @param width words of an entry
   * @param place of the number in it
   */
  long[] unwrapped(int width, int place) {
    long[] numbers = new long[size(width)];
    long last = 0;
    for (int i = 0; i < numbers.length; i++) {
      last += words[i * width + place] - (int) last;
      numbers[i] = last;
    }
    return numbers;
  }
}
