package org.manakin.linux;

import java.lang.foreign.Arena;

/** Anonymous memory that has a descriptor, so that another process can map it too. */
public final class Memfd {
  private Memfd() {}

  /**
   * @param name seen in /proc only
   * @param size in bytes; all zeros, and no memory used before it is touched
   */
  public static Fd create(String name, long size) throws SyscallException {
    try (Arena arena = Arena.ofConfined()) {
      int number =
          SyscallException.check(
              FileCalls.memfdCreate(arena.allocateFrom(name)), "memfd_create", name);
      Fd fd = new Fd(number, "memfd " + name);
      int result = FileCalls.ftruncate(number, size);
      if (result < 0) {
        fd.close();
        throw new SyscallException("ftruncate", name + " to " + size + " bytes", -result);
      }
      return fd;
    }
  }

  /** Changes the size; what lies beyond is gone, also for those who have it mapped. */
  public static void resize(Fd memory, long size) throws SyscallException {
    SyscallException.check(FileCalls.ftruncate(memory.number(), size), "ftruncate", memory.name());
  }

  /** Settles the size for good; whoever has the memory can rely on it. */
  public static void seal(Fd memory) throws SyscallException {
    SyscallException.check(FileCalls.seal(memory.number()), "fcntl F_ADD_SEALS", memory.name());
  }

  /**
   * Refuses a file that can become smaller: touching what is cut off is a fault.
   *
   * @throws SyscallException if it is no such file
   */
  public static void requireFixedSize(Fd memory) throws SyscallException {
    int seals =
        SyscallException.check(
            FileCalls.seals(memory.number()), "fcntl F_GET_SEALS", memory.name());
    if ((seals & FileCalls.F_SEAL_SHRINK) == 0) {
      throw new SyscallException(
          "F_GET_SEALS", memory.name() + ", which is not sealed against shrinking", Errno.EPERM);
    }
  }
}
