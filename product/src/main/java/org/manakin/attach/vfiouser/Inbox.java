package org.manakin.attach.vfiouser;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.Ending;
import org.manakin.attach.vfiouser.Message.Header;
import org.manakin.attach.vfiouser.Message.RegionAccess;
import org.manakin.linux.Descriptors;
import org.manakin.linux.UnixStream;

/**
 * The stream from the client, cut into messages. Many come with one read and are looked at in
 * place; one that is not whole yet waits for the rest.
 *
 * <p>A read brings descriptors for at most one message, the last that starts in it. While such a
 * message is not whole, no byte behind it is read, so there is never more than one with descriptors
 * to remember.
 */
final class Inbox {
  static final int CAPACITY = 64 << 10;
  private static final int LONGEST = RegionAccess.SIZE + Message.MAX_DATA;

  private final UnixStream stream;
  private final MemorySegment buffer;
  private final Request request;
  private final Descriptors passed = new Descriptors();

  /** Bytes from here on are not looked at yet. */
  private int position;

  private int limit;

  /** Where the bytes of the last read begin; they end at the limit. */
  private int chunk;

  private @Nullable Ending broken;

  /**
   * @param buffer of {@link #CAPACITY} bytes, for this stream alone as long as it lives
   */
  Inbox(UnixStream stream, MemorySegment buffer) {
    this.stream = stream;
    this.buffer = buffer;
    this.request = new Request(buffer);
  }

  /**
   * Reads what is there, once. To be called when {@link #next} has answered null.
   *
   * @return the bytes; 0 at the end of the stream; a negative error number otherwise
   */
  int receive() {
    makeRoom();
    chunk = limit;
    boolean waiting = !passed.isEmpty();
    int before = passed.count();
    int received = stream.receive(buffer, limit, waiting ? missing() : CAPACITY - limit, passed);
    if (received > 0) {
      limit += received;
    }
    if (stream.descriptorsLost()) {
      broken = Ending.TOO_MANY_DESCRIPTORS;
    } else if (passed.count() > before && (waiting || !startsMessage())) {
      broken = Ending.STRAY_DESCRIPTORS;
    }
    return received;
  }

  /** The next whole message; null if there is none, or if the stream is {@link #broken}. */
  @Nullable Request next() {
    int left = limit - position;
    if (broken != null || left < Header.SIZE) {
      return null;
    }
    long size = Header.BYTES.unsigned(buffer, position);
    if (size < Header.SIZE || size > LONGEST) {
      broken = Ending.BAD_MESSAGE_SIZE;
      return null;
    }
    if (size > left) {
      return null;
    }
    request.set(position, (int) size);
    if (size == left && !passed.isEmpty()) {
      request.carry(passed);
    }
    position += (int) size;
    return request;
  }

  /** Closes the descriptors that the message's handler left. */
  void done(Request handled) {
    handled.descriptors().closeAll();
  }

  /** Why the stream cannot be understood any more; null while it can. */
  @Nullable Ending broken() {
    return broken;
  }

  /** Whether part of a message is here. */
  boolean withinMessage() {
    return position < limit;
  }

  void close() {
    passed.closeAll();
  }

  private void makeRoom() {
    int left = limit - position;
    if (position > 0) {
      MemorySegment.copy(buffer, position, buffer, 0, left);
    }
    position = 0;
    limit = left;
  }

  /** How many bytes the message at the start of the buffer still lacks, as far as can be told. */
  private int missing() {
    if (limit < Header.SIZE) {
      return Header.SIZE - limit;
    }
    long size = Header.BYTES.unsigned(buffer, 0);
    return Math.clamp(size - limit, 1, CAPACITY - limit);
  }

  /** Whether a message starts among the bytes of the last read. */
  private boolean startsMessage() {
    long start = position;
    while (start < chunk) {
      if (limit - start < Header.SIZE) {
        return false;
      }
      long size = Header.BYTES.unsigned(buffer, start);
      start += Math.max(size, Header.SIZE);
    }
    return start < limit;
  }
}
