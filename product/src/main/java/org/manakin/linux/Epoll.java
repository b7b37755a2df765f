package org.manakin.linux;

import static org.manakin.linux.Native.INT;
import static org.manakin.linux.Native.LONG;
import static org.manakin.linux.Native.POINTER;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Waits until one of several descriptors is ready, level-triggered. Is itself ready to read when
 * one of them is, so one can watch another. One thread at a time.
 */
public final class Epoll implements Closeable {
  public static final int READABLE = 0x001;
  public static final int WRITABLE = 0x004;

  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int MODIFY = 3;

  // Packed on x86-64 only, for the sake of its 32-bit programs.
  private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");
  private static final int EVENT_BYTES = PACKED ? 12 : 16;
  private static final int DATA = PACKED ? 4 : 8;
  private static final ValueLayout.OfLong DATA_WORD = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int MOST_EVENTS = 16;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final MethodHandle CREATE = Native.call("epoll_create1", INT, INT);
  private static final MethodHandle CONTROL = Native.call("epoll_ctl", INT, INT, INT, INT, POINTER);
  private static final MethodHandle WAIT =
      Native.call("epoll_pwait2", INT, INT, POINTER, INT, POINTER, POINTER);

  private final Fd fd;
  private final MemorySegment event;
  private final MemorySegment events;
  private final MemorySegment timeout;

  private Epoll(Fd fd) {
    Arena arena = Arena.ofAuto();
    this.fd = fd;
    this.event = arena.allocate(EVENT_BYTES, Long.BYTES);
    this.events = arena.allocate((long) EVENT_BYTES * MOST_EVENTS, Long.BYTES);
    this.timeout = arena.allocate(2 * Long.BYTES, Long.BYTES);
  }

  public static Epoll create() throws SyscallException {
    try {
      int number = Native.checked((int) CREATE.invokeExact(Native.state(), FileCalls.O_CLOEXEC));
      return new Epoll(new Fd(SyscallException.check(number, "epoll_create1", "-"), "epoll"));
    } catch (SyscallException e) {
      throw e;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  public Fd fd() {
    return fd;
  }

  /** Watches {@code target} for {@code interest}, an or of {@link #READABLE}, {@link #WRITABLE}. */
  public void add(Fd target, int interest) throws SyscallException {
    SyscallException.check(control(ADD, target, interest), "epoll_ctl", target.name());
  }

  public void change(Fd target, int interest) throws SyscallException {
    SyscallException.check(control(MODIFY, target, interest), "epoll_ctl", target.name());
  }

  public void remove(Fd target) throws SyscallException {
    SyscallException.check(control(DELETE, target, 0), "epoll_ctl", target.name());
  }

  /**
   * Waits at most {@code nanos} nanoseconds ({@link Long#MAX_VALUE}: for ever) and answers how many
   * descriptors are ready; 0 also when a signal came in between.
   */
  public int await(long nanos) throws SyscallException {
    MemorySegment limit = MemorySegment.NULL;
    if (nanos != Long.MAX_VALUE) {
      long wait = Math.max(0, nanos);
      timeout.set(LONG, 0, wait / NANOS_PER_SECOND);
      timeout.set(LONG, Long.BYTES, wait % NANOS_PER_SECOND);
      limit = timeout;
    }
    int ready = pwait2(limit);
    return ready == -Errno.EINTR ? 0 : SyscallException.check(ready, "epoll_pwait2", fd.name());
  }

  @Override
  public void close() {
    fd.close();
  }

  private int pwait2(MemorySegment limit) {
    try {
      return Native.checked(
          (int)
              WAIT.invokeExact(
                  Native.state(), fd.number(), events, MOST_EVENTS, limit, MemorySegment.NULL));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  private int control(int operation, Fd target, int interest) {
    event.set(INT, 0, interest);
    event.set(DATA_WORD, DATA, target.number());
    try {
      return Native.checked(
          (int)
              CONTROL.invokeExact(Native.state(), fd.number(), operation, target.number(), event));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
