package org.manakin.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The memory that one recvmsg or sendmsg is described in: struct msghdr of 64-bit Linux. */
final class MessageHeader {
  private static final int BYTES = 56;
  private static final int NAME = 0;
  private static final int NAME_LENGTH = 8;
  private static final int IOV = 16;
  private static final int IOV_COUNT = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;

  private final MemorySegment header = Arena.ofAuto().allocate(BYTES, Long.BYTES);

  MemorySegment segment() {
    return header;
  }

  /** The first {@code parts} entries of {@code vector} are what is sent or filled. */
  void setVector(IoVector vector, int parts) {
    header.set(ValueLayout.ADDRESS, IOV, vector.segment());
    header.set(ValueLayout.JAVA_LONG, IOV_COUNT, parts);
  }

  /** The socket address of the other side, or where it is put. */
  void setName(MemorySegment name, int bytes) {
    header.set(ValueLayout.ADDRESS, NAME, name);
    header.set(ValueLayout.JAVA_INT, NAME_LENGTH, bytes);
  }

  /** Control data of {@code bytes} bytes; 0: none. Clears the flags that the kernel sets. */
  void setControl(MemorySegment control, long bytes) {
    header.set(ValueLayout.ADDRESS, CONTROL, bytes == 0 ? MemorySegment.NULL : control);
    header.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH, bytes);
    header.set(ValueLayout.JAVA_INT, FLAGS, 0);
  }

  /** Bytes of control data; after a receive, those that came. */
  long controlLength() {
    return header.get(ValueLayout.JAVA_LONG, CONTROL_LENGTH);
  }

  /** Flags that the kernel set. */
  int flags() {
    return header.get(ValueLayout.JAVA_INT, FLAGS);
  }
}
