package org.manakin.attach.tap;

import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.manakin.linux.Errno;
import org.manakin.linux.Fd;
import org.manakin.linux.SyscallException;
import org.manakin.packet.Checksum;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;

/**
 * Reads frames from a TAP into private memory and says what the kernel says of them. One thread at
 * a time.
 */
final class Incoming {
  /** There is no frame now. */
  static final int NONE = 0;

  /** There is one, and it makes no sense. */
  static final int MALFORMED = -1;

  /** {@link #frame()} is the next frame. */
  static final int FRAME = 1;

  private static final int CAPACITY = 1 << 17;
  private static final int MAX_SUM = 0xffff;
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_CHECKSUM = 6;
  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Fd tap;
  private final MemorySegment buffer = Arena.ofAuto().allocate(CAPACITY, Long.BYTES);
  private final Frame frame = new Frame();

  Incoming(Fd tap) {
    this.tap = tap;
  }

  /** Valid until the next {@link #read}. */
  Frame frame() {
    return frame;
  }

  /**
   * One of {@link #NONE}, {@link #MALFORMED} and {@link #FRAME}.
   *
   * @throws UncheckedIOException if the interface is no more
   */
  int read() {
    long bytes = tap.read(buffer);
    if (bytes < 0) {
      if (bytes == -Errno.EAGAIN || bytes == -Errno.EINTR) {
        return NONE;
      }
      throw new UncheckedIOException(new SyscallException("read", tap.name(), (int) -bytes));
    }
    int length = (int) bytes - VnetHeader.SIZE;
    if (length < Headers.ETHERNET) {
      return MALFORMED;
    }
    frame.clear();
    if (!frame.add(buffer, VnetHeader.SIZE, length)) {
      return MALFORMED;
    }
    frame.headers().parse(buffer, VnetHeader.SIZE, length, length);
    int flags = VnetHeader.FLAGS.get(buffer, 0);
    frame.setChecksumVerified((flags & VnetHeader.DATA_VALID) != 0);
    if (!segmentation()) {
      return MALFORMED;
    }
    return (flags & VnetHeader.NEEDS_CHECKSUM) == 0 || checksum(length) ? FRAME : MALFORMED;
  }

  private boolean segmentation() {
    int type = VnetHeader.GSO_TYPE.get(buffer, 0) & ~VnetHeader.GSO_ECN;
    int size = VnetHeader.GSO_SIZE.get(buffer, 0);
    return switch (type) {
      case VnetHeader.GSO_NONE -> true;
      case VnetHeader.GSO_TCP4, VnetHeader.GSO_TCP6 -> {
        frame.setSegmentSize(size);
        frame.setChecksumPartial(true);
        yield size > 0 && frame.headers().tcp();
      }
      default -> false;
    };
  }

  /**
   * Notes a partial checksum of the frame's TCP or UDP header; any other, as of a packet within a
   * tunnel, is completed here, because a frame has no words for it.
   */
  private boolean checksum(int length) {
    Headers headers = frame.headers();
    int start = VnetHeader.CHECKSUM_START.get(buffer, 0);
    int offset = VnetHeader.CHECKSUM_OFFSET.get(buffer, 0);
    if (start + offset + Short.BYTES > length) {
      return false;
    }
    boolean own =
        headers.transport() > 0
            && start == headers.transport()
            && offset == (headers.tcp() ? TCP_CHECKSUM : UDP_CHECKSUM);
    if (own) {
      frame.setChecksumPartial(true);
      return true;
    }
    int sum = Checksum.sum(buffer, (long) VnetHeader.SIZE + start, length - start);
    short checksum = (short) (sum == MAX_SUM ? MAX_SUM : ~sum);
    buffer.set(NETWORK_SHORT, (long) VnetHeader.SIZE + start + offset, checksum);
    return true;
  }
}
