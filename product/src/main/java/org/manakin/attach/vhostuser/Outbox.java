package org.manakin.attach.vhostuser;

import java.lang.foreign.MemorySegment;
import org.manakin.attach.vhostuser.Message.Header;
import org.manakin.attach.vhostuser.Message.Value;
import org.manakin.linux.Errno;
import org.manakin.linux.UnixStream;

/** The answer to QEMU that is being built or sent: there is one at a time. */
final class Outbox {
  static final int CAPACITY = 64;

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

  /** Where an answer is built, from 0 on. */
  MemorySegment memory() {
    return buffer;
  }

  boolean isEmpty() {
    return end == 0;
  }

  /** Makes what was built, {@code bytes} bytes with the header, the answer to {@code request}. */
  void reply(int request, int bytes) {
    Header.REQUEST.set(buffer, 0, request);
    Header.FLAGS.set(buffer, 0, Header.VERSION | Header.REPLY);
    Header.BYTES.set(buffer, 0, bytes - Header.SIZE);
    sent = 0;
    end = bytes;
  }

  /** Answers with a number. */
  void reply(int request, long value) {
    Value.NUMBER.set(buffer, 0, value);
    reply(request, Value.SIZE);
  }

  /**
   * Sends what QEMU takes now; the rest stays for the next call.
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
}
