package org.manakin.vswitch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manakin.packet.Frame;

/**
 * Frames that wait, oldest first, with all that is known of them: copies in memory of the switch,
 * limited in number and bytes. The oldest can be lent: it stays where it is, so that it can be
 * delivered while others come.
 *
 * <p>Guarded by the owner's lock, but for the lent frame.
 */
final class Backlog {
  // The longest hold is the 10 s in which a driver takes its device up again: that much at 3000
  // frames of 1500 bytes a second, and more.
  static final int MOST_FRAMES = 65_536;
  static final int MOST_CHUNKS = 64;

  /** What {@link #add} says. */
  enum Outcome {
    KEPT,
    TOO_MANY_FRAMES,
    TOO_MANY_BYTES,
    NO_MEMORY
  }

  // A record: length, segment size, flags, then the frame; the next starts at a multiple of 8.
  private static final int LENGTH = 0;
  private static final int SEGMENT_SIZE = 4;
  private static final int FLAGS = 8;
  private static final int HEADER = 16;
  private static final int PARTIAL = 1;
  private static final int VERIFIED = 2;

  /** In the place of a length: the chunk ends here. */
  private static final int END = -1;

  private final HoldMemory memory;
  private final @Nullable MemorySegment[] chunks = new MemorySegment[MOST_CHUNKS];
  private final Frame view = new Frame();
  private int oldest;
  private int used;
  private int readAt;
  private int writeAt;
  private int frames;
  private long bytes;
  private boolean lent;

  Backlog(HoldMemory memory) {
    this.memory = memory;
  }

  /** Frames that wait, the lent one included. */
  int frames() {
    return frames;
  }

  /** Their bytes. */
  long bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return frames == 0;
  }

  /** Appends a copy of the frame. */
  Outcome add(Frame frame) {
    if (frames == MOST_FRAMES) {
      return Outcome.TOO_MANY_FRAMES;
    }
    int size = size(frame.length());
    if (size > HoldMemory.CHUNK_BYTES) {
      return Outcome.TOO_MANY_BYTES;
    }
    if (used == 0 || HoldMemory.CHUNK_BYTES - writeAt < size) {
      if (used == MOST_CHUNKS) {
        return Outcome.TOO_MANY_BYTES;
      }
      MemorySegment next = memory.take();
      if (next == null) {
        return Outcome.NO_MEMORY;
      }
      append(next);
    }
    MemorySegment chunk = chunk(used - 1);
    // may find that the sender's memory is gone; until it is done nothing has changed
    frame.copyTo(0, chunk, writeAt + (long) HEADER, frame.length());
    chunk.set(ValueLayout.JAVA_INT, writeAt + (long) LENGTH, frame.length());
    chunk.set(ValueLayout.JAVA_INT, writeAt + (long) SEGMENT_SIZE, frame.segmentSize());
    chunk.set(
        ValueLayout.JAVA_INT,
        writeAt + (long) FLAGS,
        (frame.checksumPartial() ? PARTIAL : 0) | (frame.checksumVerified() ? VERIFIED : 0));
    writeAt += size;
    frames++;
    bytes += frame.length();
    return Outcome.KEPT;
  }

  private static int size(int length) {
    return (HEADER + length + Long.BYTES - 1) & -Long.BYTES;
  }

  private MemorySegment chunk(int index) {
    return Objects.requireNonNull(chunks[(oldest + index) % MOST_CHUNKS]);
  }

  private void append(MemorySegment next) {
    if (used > 0 && writeAt < HoldMemory.CHUNK_BYTES) {
      chunk(used - 1).set(ValueLayout.JAVA_INT, writeAt, END);
    }
    chunks[(oldest + used) % MOST_CHUNKS] = next;
    used++;
    writeAt = 0;
  }

  /** Whether the oldest frame is lent. */
  boolean lent() {
    return lent;
  }

  /** Lends the oldest frame; there must be one. Until it is taken back, one thread may read it. */
  Frame lend() {
    if (readAt == HoldMemory.CHUNK_BYTES
        || chunk(0).get(ValueLayout.JAVA_INT, readAt + (long) LENGTH) == END) {
      dropOldestChunk();
    }
    lent = true;
    MemorySegment chunk = chunk(0);
    int length = chunk.get(ValueLayout.JAVA_INT, readAt + (long) LENGTH);
    int flags = chunk.get(ValueLayout.JAVA_INT, readAt + (long) FLAGS);
    long at = readAt + (long) HEADER;
    view.clear();
    if (!view.add(chunk, at, length)) {
      throw new AssertionError("an empty frame takes no fragment");
    }
    view.headers().parse(chunk, at, length, length);
    view.setSegmentSize(chunk.get(ValueLayout.JAVA_INT, readAt + (long) SEGMENT_SIZE));
    view.setChecksumPartial((flags & PARTIAL) != 0);
    view.setChecksumVerified((flags & VERIFIED) != 0);
    return view;
  }

  /** The lent frame is back: delivered, and so gone, or still the oldest. */
  void takeBack(boolean delivered) {
    lent = false;
    if (delivered) {
      int length = view.length();
      readAt += size(length);
      frames--;
      bytes -= length;
      if (frames == 0) {
        dropChunks(0);
      }
    }
  }

  /**
   * Drops all frames but a lent one.
   *
   * @return how many
   */
  int clear() {
    int dropped = frames;
    if (lent) {
      dropped--;
      frames = 1;
      bytes = view.length();
      writeAt = readAt + size(view.length());
      dropChunks(1);
    } else {
      frames = 0;
      bytes = 0;
      dropChunks(0);
    }
    return dropped;
  }

  /** Gives back all chunks but the oldest {@code kept}. */
  private void dropChunks(int kept) {
    while (used > kept) {
      used--;
      giveBack((oldest + used) % MOST_CHUNKS);
    }
    if (kept == 0) {
      readAt = 0;
      writeAt = 0;
    }
  }

  private void dropOldestChunk() {
    giveBack(oldest);
    oldest = (oldest + 1) % MOST_CHUNKS;
    used--;
    readAt = 0;
  }

  private void giveBack(int slot) {
    memory.give(Objects.requireNonNull(chunks[slot]));
    chunks[slot] = null;
  }
}
