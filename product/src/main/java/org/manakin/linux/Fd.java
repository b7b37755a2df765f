package org.manakin.linux;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open descriptor and the duty to close it. Closing twice closes once; using it after that is
 * the caller's defect, because the kernel may have given the number away again.
 */
public final class Fd implements Closeable {
  private final int number;
  private final String name;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Takes over the open descriptor {@code number}.
   *
   * @param name what it is, for messages
   */
  public Fd(int number, String name) {
    if (number < 0) {
      throw new IllegalArgumentException("not a descriptor: " + number);
    }
    this.number = number;
    this.name = name;
  }

  public int number() {
    return number;
  }

  public String name() {
    return name;
  }

  public boolean isClosed() {
    return closed.get();
  }

  /** The identity and size of the open file. */
  public FileStatus status() throws SyscallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(FileStatus.BYTES, Long.BYTES);
      SyscallException.check(
          FileCalls.statx(number, arena.allocateFrom(""), status), "statx", name);
      return FileStatus.read(status);
    }
  }

  /** Makes calls on the open file answer {@link Errno#EAGAIN} instead of waiting. */
  public void setNonBlocking() throws SyscallException {
    SyscallException.check(FileCalls.setNonBlocking(number), "fcntl", name);
  }

  /** Bytes read into {@code buffer}; 0 at the end; a negative error number otherwise. */
  public long read(MemorySegment buffer) {
    return FileCalls.read(number, buffer, buffer.byteSize());
  }

  /** Bytes written from {@code buffer}, or a negative error number. */
  public long write(MemorySegment buffer) {
    return FileCalls.write(number, buffer, buffer.byteSize());
  }

  /** As {@link #read}, into the {@code parts} first entries of an {@link IoVector}. */
  public long readv(IoVector vector, int parts) {
    return FileCalls.readv(number, vector.segment(), parts);
  }

  /** As {@link #write}, from the {@code parts} first entries of an {@link IoVector}. */
  public long writev(IoVector vector, int parts) {
    return FileCalls.writev(number, vector.segment(), parts);
  }

  /** Never fails: what close reports of a descriptor is of no use to anyone who drops it. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      int ignored = FileCalls.close(number);
    }
  }

  @Override
  public String toString() {
    return name + " (descriptor " + number + ")";
  }
}
