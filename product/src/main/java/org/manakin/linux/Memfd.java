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
}
