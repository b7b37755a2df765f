package org.manakin.linux;

import static org.manakin.linux.Native.INT;
import static org.manakin.linux.Native.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Event counters of the kernel: one side adds, the other is woken and takes the sum. */
public final class Eventfd {
  private static final int EFD_NONBLOCK_CLOEXEC = FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC;
  private static final MethodHandle EVENTFD = Native.call("eventfd", INT, INT, INT);
  private static final MethodHandle EVENTFD_WRITE = Native.call("eventfd_write", INT, INT, LONG);

  private Eventfd() {}

  /** A counter at 0 on which no call waits. */
  public static Fd create(String name) throws SyscallException {
    try {
      int number =
          Native.checked((int) EVENTFD.invokeExact(Native.state(), 0, EFD_NONBLOCK_CLOEXEC));
      return new Fd(SyscallException.check(number, "eventfd", name), "eventfd " + name);
    } catch (SyscallException e) {
      throw e;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /** Adds one; 0, or a negative error number. Any thread. */
  public static int signal(Fd counter) {
    try {
      return Native.checked((int) EVENTFD_WRITE.invokeExact(Native.state(), counter.number(), 1L));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /** What was added since the last call; 0 if nothing. */
  public static long drain(Fd counter) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(LONG);
      return counter.read(value) == Long.BYTES ? value.get(LONG, 0) : 0;
    }
  }
}
