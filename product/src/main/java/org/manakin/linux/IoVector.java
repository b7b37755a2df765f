package org.manakin.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The list of addresses and lengths that readv and writev take. One thread at a time. */
public final class IoVector {
  private static final int ENTRY = 16;

  private final MemorySegment entries;

  public IoVector(int capacity) {
    this.entries = Arena.ofAuto().allocate((long) capacity * ENTRY, Long.BYTES);
  }

  /**
   * Makes entry {@code index} {@code bytes} bytes of {@code segment} from {@code offset} on. The
   * segment must be native and stay alive until the call that uses the entry returns.
   *
   * @throws IndexOutOfBoundsException if the bytes are not in the segment
   */
  public void set(int index, MemorySegment segment, long offset, long bytes) {
    if (offset < 0 || bytes < 0 || offset > segment.byteSize() - bytes) {
      throw new IndexOutOfBoundsException(
          "%d + %d is not in a segment of %d bytes".formatted(offset, bytes, segment.byteSize()));
    }
    if (!segment.isNative()) {
      throw new IllegalArgumentException("the kernel cannot reach memory on the Java heap");
    }
    entries.set(Native.LONG, (long) index * ENTRY, segment.address() + offset);
    entries.set(Native.LONG, (long) index * ENTRY + Long.BYTES, bytes);
  }

  MemorySegment segment() {
    return entries;
  }
}
