package org.manakin.attach.vhostuser;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.Ending;
import org.manakin.attach.vhostuser.Message.Header;
import org.manakin.linux.Descriptors;
import org.manakin.linux.UnixStream;

/**
 * The stream from QEMU, one message at a time: nothing is read beyond the message at hand, so all
 * descriptors that come belong to it.
 */
final class Inbox {
  static final int CAPACITY = Header.SIZE + Message.MAX_PAYLOAD;

  private final UnixStream stream;
  private final MemorySegment buffer;
  private final Descriptors passed = new Descriptors();
  private int have;

  /**
   * @param buffer of {@link #CAPACITY} bytes, for this stream alone as long as it lives
   */
  Inbox(UnixStream stream, MemorySegment buffer) {
    this.stream = stream;
    this.buffer = buffer;
  }

  /**
   * Reads what the message lacks, as far as it is there. Not to be called while it is {@linkplain
   * #whole whole}.
   *
   * @return the bytes; 0 at the end of the stream; a negative error number otherwise
   */
  int receive() {
    int received = stream.receive(buffer, have, size() - have, passed);
    have += Math.max(received, 0);
    return received;
  }

  boolean whole() {
    return have >= Header.SIZE && have == size();
  }

  /** Whether part of a message is here. */
  boolean withinMessage() {
    return have > 0;
  }

  /** Why the stream cannot be understood any more; null while it can. */
  @Nullable Ending broken() {
    if (stream.descriptorsLost()) {
      return Ending.TOO_MANY_DESCRIPTORS;
    }
    boolean tooLong = have >= Header.SIZE && Header.BYTES.unsigned(buffer, 0) > Message.MAX_PAYLOAD;
    return tooLong ? Ending.BAD_MESSAGE_SIZE : null;
  }

  /** The message, which starts at 0; private to this process. */
  MemorySegment memory() {
    return buffer;
  }

  /** Bytes of the message, header included, as far as is known. */
  int size() {
    return have < Header.SIZE ? Header.SIZE : Header.SIZE + Header.BYTES.get(buffer, 0);
  }

  /** What came with the message; whoever does not take a descriptor leaves it to be closed. */
  Descriptors descriptors() {
    return passed;
  }

  /** The message was dealt with. */
  void done() {
    passed.closeAll();
    have = 0;
  }
}
