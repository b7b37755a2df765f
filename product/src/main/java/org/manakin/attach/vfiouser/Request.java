package org.manakin.attach.vfiouser;

import java.lang.foreign.MemorySegment;
import org.manakin.attach.vfiouser.Message.Header;
import org.manakin.linux.Descriptors;

/**
 * A view of one whole message in the {@link Inbox}, valid until the next one is asked for; the
 * bytes are private to this process.
 */
final class Request {
  private static final int KNOWN_FLAGS = Header.TYPE | Header.NO_REPLY | Header.FAILED;

  private final MemorySegment memory;
  private final Descriptors none = new Descriptors();
  private Descriptors descriptors = none;
  private long at;
  private int size;

  Request(MemorySegment memory) {
    this.memory = memory;
  }

  void set(long at, int size) {
    this.at = at;
    this.size = size;
    this.descriptors = none;
  }

  void carry(Descriptors passed) {
    this.descriptors = passed;
  }

  MemorySegment memory() {
    return memory;
  }

  /** Where the message's header starts. */
  long at() {
    return at;
  }

  /** Bytes, header included. */
  int size() {
    return size;
  }

  int id() {
    return Header.ID.get(memory, at);
  }

  int command() {
    return Header.COMMAND.get(memory, at);
  }

  boolean wantsReply() {
    return (flags() & Header.NO_REPLY) == 0;
  }

  boolean isReply() {
    return (flags() & Header.TYPE) == Header.REPLY_TYPE;
  }

  /** Whether the flags are those of a command. */
  boolean isCommand() {
    int flags = flags();
    return (flags & ~KNOWN_FLAGS) == 0
        && (flags & Header.TYPE) == Header.COMMAND_TYPE
        && (flags & Header.FAILED) == 0;
  }

  /** What came with the message; whoever does not take a descriptor leaves it to be closed. */
  Descriptors descriptors() {
    return descriptors;
  }

  private int flags() {
    return Header.FLAGS.get(memory, at);
  }
}
