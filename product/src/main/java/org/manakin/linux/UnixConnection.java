package org.manakin.linux;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A UNIX stream socket whose calls wait, and that knows who is at the other end. One thread at a
 * time, but any thread may {@link #shutdown} it.
 */
public final class UnixConnection implements Closeable {
  private static final int BUFFER = 16_384;
  private static final long CONNECT_NANOS = 5_000_000_000L;
  private static final long RETRY_NANOS = 10_000_000;

  private final UnixStream stream;
  private final Epoll readable;
  private final Epoll writable;
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER);
  private int timeoutMillis;

  private UnixConnection(UnixStream stream) throws SyscallException {
    this.stream = stream;
    this.readable = Epoll.create();
    this.writable = Epoll.create();
    readable.add(stream.fd(), Epoll.READABLE);
    writable.add(stream.fd(), Epoll.WRITABLE);
  }

  private static UnixConnection of(UnixStream stream) throws SyscallException {
    try {
      return new UnixConnection(stream);
    } catch (SyscallException e) {
      stream.close();
      throw e;
    }
  }

  /** Connects to whoever listens at {@code path}; if many are waiting for that, waits, too. */
  public static UnixConnection connect(Path path) throws SyscallException {
    long end = System.nanoTime() + CONNECT_NANOS;
    while (true) {
      try {
        return of(UnixStream.connect(path));
      } catch (SyscallException e) {
        // The listener's queue is full, for which nothing can be waited.
        if (e.errno() != Errno.EAGAIN || System.nanoTime() - end > 0) {
          throw e;
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /** The next connection, or null if nobody asks for one. */
  public static @Nullable UnixConnection accept(UnixListener listener) throws SyscallException {
    UnixStream stream = listener.accept();
    return stream == null ? null : of(stream);
  }

  /** The user that this process runs as. */
  public static int ownUser() {
    return SocketCalls.user();
  }

  /** The process at the other end; 0 if it cannot be told, as from another PID namespace. */
  public int peerProcess() {
    return stream.peerProcess();
  }

  /** The user of the process at the other end when it connected; -1 if it cannot be told. */
  public int peerUser() {
    return SocketCalls.peerUser(stream.fd().number());
  }

  /** How long a read or write waits; 0: for ever. */
  public void timeout(int millis) {
    timeoutMillis = millis;
  }

  public int timeout() {
    return timeoutMillis;
  }

  /** Ends both directions; whoever waits here is woken. The descriptors stay until closed. */
  public synchronized void shutdown() {
    if (!stream.fd().isClosed()) {
      int ignored = SocketCalls.shutdown(stream.fd().number());
    }
  }

  public InputStream input() {
    return new Input();
  }

  public OutputStream output() {
    return new Output();
  }

  private void await(Epoll ready) throws IOException {
    long nanos = timeoutMillis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    long end = System.nanoTime() + nanos;
    while (ready.await(nanos) == 0) {
      if (timeoutMillis != 0) {
        nanos = end - System.nanoTime();
        if (nanos <= 0) {
          throw new SocketTimeoutException("nothing within " + timeoutMillis + " ms");
        }
      }
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      if (length == 0) {
        return 0;
      }
      MemorySegment part = buffer.asSlice(0, Math.min(length, BUFFER));
      while (true) {
        // A plain read: descriptors that come along are closed by the kernel.
        long got = stream.fd().read(part);
        if (got == -Errno.EAGAIN) {
          await(readable);
        } else if (got != -Errno.EINTR) {
          int count = (int) SyscallException.check(got, "read", stream.fd().name());
          MemorySegment.copy(part, ValueLayout.JAVA_BYTE, 0, bytes, offset, count);
          return count == 0 ? -1 : count;
        }
      }
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      int done = 0;
      while (done < length) {
        int part = Math.min(length - done, BUFFER);
        MemorySegment.copy(bytes, offset + done, buffer, ValueLayout.JAVA_BYTE, 0, part);
        int sent = stream.send(buffer, 0, part);
        if (sent == -Errno.EAGAIN) {
          await(writable);
        } else if (sent != -Errno.EINTR) {
          done += SyscallException.check(sent, "send", stream.fd().name());
        }
      }
    }
  }

  @Override
  public synchronized void close() {
    readable.close();
    writable.close();
    stream.close();
  }
}
