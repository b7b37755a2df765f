package org.manakin.linux;

import static org.manakin.linux.Native.INT;
import static org.manakin.linux.Native.LONG;
import static org.manakin.linux.Native.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls on descriptors and memory objects. Each answers a negative error number on failure. */
final class FileCalls {
  static final int O_RDWR = 0x2;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;

  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_ADD_SEALS = 1033;
  private static final int F_GET_SEALS = 1034;
  private static final int F_SEAL_SEAL = 1;
  static final int F_SEAL_SHRINK = 2;
  private static final int F_SEAL_GROW = 4;
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC_STATS = 0x7ff;

  private static final MethodHandle OPEN = Native.variadic("open", 2, INT, POINTER, INT);
  private static final MethodHandle CLOSE = Native.call("close", INT, INT);
  private static final MethodHandle FCNTL = Native.variadic("fcntl", 2, INT, INT, INT, INT);
  private static final MethodHandle READ = Native.call("read", LONG, INT, POINTER, LONG);
  private static final MethodHandle WRITE = Native.call("write", LONG, INT, POINTER, LONG);
  private static final MethodHandle READV = Native.call("readv", LONG, INT, POINTER, INT);
  private static final MethodHandle WRITEV = Native.call("writev", LONG, INT, POINTER, INT);
  private static final MethodHandle IOCTL = Native.variadic("ioctl", 2, INT, INT, LONG, POINTER);
  private static final MethodHandle IOCTL_VALUE = Native.variadic("ioctl", 2, INT, INT, LONG, LONG);
  private static final MethodHandle STATX =
      Native.call("statx", INT, INT, POINTER, INT, INT, POINTER);
  private static final MethodHandle MEMFD_CREATE = Native.call("memfd_create", INT, POINTER, INT);
  private static final MethodHandle FTRUNCATE = Native.call("ftruncate", INT, INT, LONG);
  private static final MethodHandle MMAP =
      Native.call("mmap", LONG, LONG, LONG, INT, INT, INT, LONG);

  private FileCalls() {}

  static int open(MemorySegment path, int flags) {
    try {
      return Native.checked((int) OPEN.invokeExact(Native.state(), path, flags));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static int close(int fd) {
    try {
      return Native.checked((int) CLOSE.invokeExact(Native.state(), fd));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /** Adds O_NONBLOCK to the open file's flags. */
  static int setNonBlocking(int fd) {
    try {
      int flags = Native.checked((int) FCNTL.invokeExact(Native.state(), fd, F_GETFL, 0));
      if (flags < 0 || (flags & O_NONBLOCK) != 0) {
        return Math.min(flags, 0);
      }
      return Native.checked(
          (int) FCNTL.invokeExact(Native.state(), fd, F_SETFL, flags | O_NONBLOCK));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /** Keeps a memory object from changing its size, and that from being undone. */
  static int seal(int fd) {
    return control(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
  }

  /** The seals of a memory object. */
  static int seals(int fd) {
    return control(fd, F_GET_SEALS, 0);
  }

  private static int control(int fd, int command, int argument) {
    try {
      return Native.checked((int) FCNTL.invokeExact(Native.state(), fd, command, argument));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static long read(int fd, MemorySegment buffer, long bytes) {
    try {
      return Native.checked((long) READ.invokeExact(Native.state(), fd, buffer, bytes));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static long write(int fd, MemorySegment buffer, long bytes) {
    try {
      return Native.checked((long) WRITE.invokeExact(Native.state(), fd, buffer, bytes));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static long readv(int fd, MemorySegment vector, int parts) {
    try {
      return Native.checked((long) READV.invokeExact(Native.state(), fd, vector, parts));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static long writev(int fd, MemorySegment vector, int parts) {
    try {
      return Native.checked((long) WRITEV.invokeExact(Native.state(), fd, vector, parts));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static int ioctl(int fd, long request, MemorySegment argument) {
    try {
      return Native.checked((int) IOCTL.invokeExact(Native.state(), fd, request, argument));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /** An ioctl whose argument is a number and not an address. */
  static int ioctl(int fd, long request, long argument) {
    try {
      return Native.checked((int) IOCTL_VALUE.invokeExact(Native.state(), fd, request, argument));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /** Fills {@code status}, 256 bytes, with what the kernel knows of the open file. */
  static int statx(int fd, MemorySegment empty, MemorySegment status) {
    try {
      return Native.checked(
          (int)
              STATX.invokeExact(
                  Native.state(), fd, empty, AT_EMPTY_PATH, STATX_BASIC_STATS, status));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static int memfdCreate(MemorySegment name) {
    try {
      return Native.checked(
          (int) MEMFD_CREATE.invokeExact(Native.state(), name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static int ftruncate(int fd, long size) {
    try {
      return Native.checked((int) FTRUNCATE.invokeExact(Native.state(), fd, size));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static long mmap(long address, long size, int protection, int flags, int fd, long offset) {
    try {
      return Native.checked(
          (long) MMAP.invokeExact(Native.state(), address, size, protection, flags, fd, offset));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
