package org.manakin.linux;

import static org.manakin.linux.Native.INT;
import static org.manakin.linux.Native.LONG;
import static org.manakin.linux.Native.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Socket calls. Each answers a negative error number on failure. */
final class SocketCalls {
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_STREAM = 1;
  static final int SOCK_DGRAM = 2;
  static final int SOL_SOCKET = 1;
  static final int SCM_RIGHTS = 1;
  static final int MSG_CTRUNC = 0x8;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int MSG_CMSG_CLOEXEC = 0x40000000;

  private static final int SO_PEERCRED = 17;
  private static final int CREDENTIAL_BYTES = 12;
  private static final int PROCESS = 0;
  private static final int USER = 4;
  private static final int SHUT_RDWR = 2;
  private static final int ADDRESS_BYTES = 110;
  private static final int PATH_AT = 2;

  /** Bytes of the longest path, its final NUL not counted. */
  static final int LONGEST_PATH = ADDRESS_BYTES - PATH_AT - 1;

  private static final int TYPE_FLAGS = FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC;

  private static final MethodHandle SOCKET = Native.call("socket", INT, INT, INT, INT);
  private static final MethodHandle BIND = Native.call("bind", INT, INT, POINTER, INT);
  private static final MethodHandle LISTEN = Native.call("listen", INT, INT, INT);
  private static final MethodHandle CONNECT = Native.call("connect", INT, INT, POINTER, INT);
  private static final MethodHandle ACCEPT =
      Native.call("accept4", INT, INT, POINTER, POINTER, INT);
  private static final MethodHandle GETSOCKOPT =
      Native.call("getsockopt", INT, INT, INT, INT, POINTER, POINTER);
  private static final MethodHandle SETSOCKOPT =
      Native.call("setsockopt", INT, INT, INT, INT, POINTER, INT);
  private static final MethodHandle GETSOCKNAME =
      Native.call("getsockname", INT, INT, POINTER, POINTER);
  private static final MethodHandle RECVMSG = Native.call("recvmsg", LONG, INT, POINTER, INT);
  private static final MethodHandle SENDMSG = Native.call("sendmsg", LONG, INT, POINTER, INT);

  private static final MethodHandle SHUTDOWN = Native.call("shutdown", INT, INT, INT);
  private static final MethodHandle GETUID = Native.plain("geteuid", INT);

  private SocketCalls() {}

  /** A socket that never waits and is not inherited. */
  static int socket(int family, int type) {
    try {
      return Native.checked((int) SOCKET.invokeExact(Native.state(), family, type | TYPE_FLAGS, 0));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static int bind(int fd, Path path) {
    try (Arena arena = Arena.ofConfined()) {
      return Native.checked(
          (int) BIND.invokeExact(Native.state(), fd, address(arena, path), ADDRESS_BYTES));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /** Binds to the socket address in the first {@code bytes} bytes of {@code address}. */
  static int bind(int fd, MemorySegment address, int bytes) {
    try {
      return Native.checked((int) BIND.invokeExact(Native.state(), fd, address, bytes));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /** The socket's own address, into the first {@code bytes} bytes of {@code address}. */
  static int name(int fd, MemorySegment address, int bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, bytes);
      return Native.checked((int) GETSOCKNAME.invokeExact(Native.state(), fd, address, length));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static int setOption(int fd, int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      return setOption(fd, level, option, arena.allocateFrom(ValueLayout.JAVA_INT, value));
    }
  }

  static int setOption(int fd, int level, int option, MemorySegment value) {
    try {
      return Native.checked(
          (int)
              SETSOCKOPT.invokeExact(
                  Native.state(), fd, level, option, value, (int) value.byteSize()));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /** Fills {@code value} as far as the option has bytes. */
  static int option(int fd, int level, int option, MemorySegment value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, (int) value.byteSize());
      return Native.checked(
          (int) GETSOCKOPT.invokeExact(Native.state(), fd, level, option, value, length));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static int connect(int fd, Path path) {
    try (Arena arena = Arena.ofConfined()) {
      return Native.checked(
          (int) CONNECT.invokeExact(Native.state(), fd, address(arena, path), ADDRESS_BYTES));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static int listen(int fd, int backlog) {
    try {
      return Native.checked((int) LISTEN.invokeExact(Native.state(), fd, backlog));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static int accept(int fd) {
    try {
      return Native.checked(
          (int)
              ACCEPT.invokeExact(
                  Native.state(), fd, MemorySegment.NULL, MemorySegment.NULL, TYPE_FLAGS));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /** The process at the other end as this process numbers it; 0 if it cannot be told. */
  static int peerProcess(int fd) {
    return credential(fd, PROCESS, 0);
  }

  /** The user that the process at the other end ran as when it connected; -1 if unknown. */
  static int peerUser(int fd) {
    return credential(fd, USER, -1);
  }

  private static int credential(int fd, int offset, int unknown) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment credentials = arena.allocate(CREDENTIAL_BYTES, Integer.BYTES);
      int result = option(fd, SOL_SOCKET, SO_PEERCRED, credentials);
      return result == 0 ? credentials.get(ValueLayout.JAVA_INT, offset) : unknown;
    }
  }

  /** Nothing more is received or sent; whoever waits for the socket is woken. */
  static int shutdown(int fd) {
    try {
      return Native.checked((int) SHUTDOWN.invokeExact(Native.state(), fd, SHUT_RDWR));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /** The user that this process runs as. */
  static int user() {
    try {
      return (int) GETUID.invokeExact();
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static long recvmsg(int fd, MemorySegment header, int flags) {
    try {
      return Native.checked((long) RECVMSG.invokeExact(Native.state(), fd, header, flags));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  static long sendmsg(int fd, MemorySegment header, int flags) {
    try {
      return Native.checked((long) SENDMSG.invokeExact(Native.state(), fd, header, flags));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  private static MemorySegment address(Arena arena, Path path) {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    MemorySegment address = arena.allocate(ADDRESS_BYTES, Long.BYTES);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, PATH_AT, name.length);
    return address;
  }
}
