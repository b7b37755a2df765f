package org.manakin.attach.tap;

import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.manakin.attach.vnet.VnetDecoder;
import org.manakin.attach.vnet.VnetHeader;
import org.manakin.linux.Errno;
import org.manakin.linux.Fd;
import org.manakin.linux.SyscallException;
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
    return VnetDecoder.decode(buffer, 0, frame) ? FRAME : MALFORMED;
  }
}
