package org.manakin.attach.vfiouser;

import java.lang.foreign.MemorySegment;
import org.manakin.attach.vfiouser.Message.Header;
import org.manakin.attach.vfiouser.Message.RegionAccess;
import org.manakin.linux.Errno;
import org.manakin.linux.UnixStream;

/**
 * The answers to the client, gathered and sent together. A handler builds its answer at {@link
 * #place()}; it becomes part of the stream when it is {@linkplain #reply committed}.
 */
final class Outbox {
  private static final int LONGEST = RegionAccess.SIZE + Message.MAX_DATA;
  static final int CAPACITY = 4 * LONGEST;

  private final UnixStream stream;
  private final MemorySegment buffer;
  private int sent;
  private int end;

  /**
   * @param buffer of {@link #CAPACITY} bytes, for this stream alone as long as it lives
   */
  Outbox(UnixStream stream, MemorySegment buffer) {
    this.stream = stream;
    this.buffer = buffer;
  }

  MemorySegment memory() {
    return buffer;
  }

  /** Where the next answer's header starts. */
  long place() {
    return end;
  }

  /** Whether the longest answer still fits. */
  boolean hasRoom() {
    return CAPACITY - end >= LONGEST;
  }

  boolean isEmpty() {
    return end == 0;
  }

  /** Commits {@code bytes} bytes at {@link #place()}, header included, as the answer. */
  void reply(Request to, int bytes) {
    header(to, bytes, Header.REPLY_TYPE, 0);
  }

  /** Commits a refusal with the positive error number {@code errno}. */
  void refuse(Request what, int errno) {
    header(what, Header.SIZE, Header.REPLY_TYPE | Header.FAILED, errno);
  }

  /**
   * Sends what the client takes now; the rest stays for the next call.
   *
   * @return 0 or more, or a negative error number if the connection is no more
   */
  int flush() {
    int result = 0;
    while (sent < end) {
      result = stream.send(buffer, sent, end - sent);
      if (result <= 0) {
        return result == -Errno.EAGAIN || result == -Errno.EINTR ? 0 : result;
      }
      sent += result;
    }
    sent = 0;
    end = 0;
    return result;
  }

  private void header(Request to, int bytes, int flags, int error) {
    Header.ID.set(buffer, end, to.id());
    Header.COMMAND.set(buffer, end, to.command());
    Header.BYTES.set(buffer, end, bytes);
    Header.FLAGS.set(buffer, end, flags);
    Header.ERROR.set(buffer, end, error);
    end += bytes;
  }
}
