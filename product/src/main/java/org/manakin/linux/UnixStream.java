package org.manakin.linux;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;

/**
 * A connected UNIX stream socket that carries descriptors beside the bytes and never waits. One
 * thread receives and one sends.
 *
 * <p>The kernel ends a read behind the bytes that were sent together with descriptors, so those
 * that a read brings belong to the last message that starts in it.
 */
public final class UnixStream implements Closeable {
  // struct cmsghdr of 64-bit Linux.
  private static final int CONTROL_HEADER = 16;
  private static final int CONTROL_LEVEL = 8;
  private static final int CONTROL_TYPE = 12;
  private static final int CONTROL_BYTES = CONTROL_HEADER + Descriptors.MOST * Integer.BYTES;

  private final Fd fd;
  private final Message incoming = new Message();
  private final Message outgoing = new Message();
  private boolean descriptorsLost;

  /** The memory that one direction is described in. */
  private static final class Message {
    final MessageHeader header = new MessageHeader();
    final MemorySegment control = Arena.ofAuto().allocate(CONTROL_BYTES, Long.BYTES);
    final IoVector vector = new IoVector(1);

    Message() {
      header.setVector(vector, 1);
    }

    void prepare(MemorySegment buffer, long offset, long bytes, long controlBytes) {
      vector.set(0, buffer, offset, bytes);
      header.setControl(control, controlBytes);
    }
  }

  UnixStream(Fd fd) {
    this.fd = fd;
  }

  /** Connects to whoever listens at {@code path}. */
  public static UnixStream connect(Path path) throws SyscallException {
    UnixListener.checkLength(path);
    int number =
        SyscallException.check(
            SocketCalls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_STREAM), "socket", "AF_UNIX");
    Fd fd = new Fd(number, "connection to " + path);
    int result = SocketCalls.connect(number, path);
    if (result < 0) {
      fd.close();
      throw new SyscallException("connect", path.toString(), -result);
    }
    return new UnixStream(fd);
  }

  public Fd fd() {
    return fd;
  }

  /** The process at the other end; 0 if it cannot be told, as from another PID namespace. */
  public int peerProcess() {
    return SocketCalls.peerProcess(fd.number());
  }

  /**
   * Receives at most {@code bytes} bytes into {@code buffer} from {@code offset} on, and adds the
   * descriptors that came with them to {@code passed}.
   *
   * @return the bytes; 0 if the other side is gone; a negative error number otherwise, {@link
   *     Errno#EAGAIN} if there is nothing yet
   */
  public int receive(MemorySegment buffer, long offset, int bytes, Descriptors passed) {
    incoming.prepare(buffer, offset, bytes, CONTROL_BYTES);
    long received =
        SocketCalls.recvmsg(
            fd.number(),
            incoming.header.segment(),
            SocketCalls.MSG_DONTWAIT | SocketCalls.MSG_CMSG_CLOEXEC);
    if (received >= 0) {
      takeDescriptors(passed);
    }
    return (int) received;
  }

  /** Whether more descriptors came with a read than could be taken; the surplus is closed. */
  public boolean descriptorsLost() {
    return descriptorsLost;
  }

  /** Sends what it can of {@code bytes} bytes; the number sent, or a negative error number. */
  public int send(MemorySegment buffer, long offset, int bytes) {
    return send(buffer, offset, bytes, List.of());
  }

  /** The same with descriptors, which the other side gets copies of. */
  public int send(MemorySegment buffer, long offset, int bytes, List<Fd> passed) {
    int controlBytes = 0;
    if (!passed.isEmpty()) {
      int length = CONTROL_HEADER + passed.size() * Integer.BYTES;
      MemorySegment control = outgoing.control;
      control.set(ValueLayout.JAVA_LONG, 0, length);
      control.set(ValueLayout.JAVA_INT, CONTROL_LEVEL, SocketCalls.SOL_SOCKET);
      control.set(ValueLayout.JAVA_INT, CONTROL_TYPE, SocketCalls.SCM_RIGHTS);
      for (int i = 0; i < passed.size(); i++) {
        control.set(
            ValueLayout.JAVA_INT,
            CONTROL_HEADER + (long) i * Integer.BYTES,
            passed.get(i).number());
      }
      controlBytes = length;
    }
    outgoing.prepare(buffer, offset, bytes, controlBytes);
    return (int)
        SocketCalls.sendmsg(
            fd.number(),
            outgoing.header.segment(),
            SocketCalls.MSG_DONTWAIT | SocketCalls.MSG_NOSIGNAL);
  }

  @Override
  public void close() {
    fd.close();
  }

  private void takeDescriptors(Descriptors passed) {
    long controlBytes = incoming.header.controlLength();
    if ((incoming.header.flags() & SocketCalls.MSG_CTRUNC) != 0) {
      descriptorsLost = true;
    }
    if (controlBytes < CONTROL_HEADER) {
      return;
    }
    MemorySegment control = incoming.control;
    if (control.get(ValueLayout.JAVA_INT, CONTROL_LEVEL) == SocketCalls.SOL_SOCKET
        && control.get(ValueLayout.JAVA_INT, CONTROL_TYPE) == SocketCalls.SCM_RIGHTS) {
      long end = Math.min(control.get(ValueLayout.JAVA_LONG, 0), CONTROL_BYTES);
      for (long at = CONTROL_HEADER; at + Integer.BYTES <= end; at += Integer.BYTES) {
        if (!passed.add(control.get(ValueLayout.JAVA_INT, at))) {
          descriptorsLost = true;
        }
      }
    }
  }
}
