package org.manakin.linux;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A UNIX stream socket that others connect to, and its file: made when this is, removed when it is
 * closed. Never waits. One thread at a time.
 */
public final class UnixListener implements Closeable {
  private static final int BACKLOG = 8;

  private final Fd fd;
  private final Path path;
  private final @Nullable Object identity;

  private UnixListener(Fd fd, Path path, @Nullable Object identity) {
    this.fd = fd;
    this.path = path;
    this.identity = identity;
  }

  /**
   * Listens at {@code path}. The socket that a process left there when it died is replaced;
   * anything else that is there is not.
   *
   * @throws IOException which names the path and the remedy
   */
  public static UnixListener open(Path path) throws IOException {
    checkLength(path);
    removeStale(path);
    int number =
        SyscallException.check(
            SocketCalls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_STREAM), "socket", "AF_UNIX");
    Fd fd = new Fd(number, "socket " + path);
    int result = SocketCalls.bind(number, path);
    if (result < 0) {
      fd.close();
      throw new SyscallException("bind", path.toString(), -result);
    }
    UnixListener listener = new UnixListener(fd, path, identity(path));
    result = SocketCalls.listen(number, BACKLOG);
    if (result < 0) {
      listener.close();
      throw new SyscallException("listen", path.toString(), -result);
    }
    return listener;
  }

  public Path path() {
    return path;
  }

  public Fd fd() {
    return fd;
  }

  /** The next connection, or null if nobody asks for one. */
  public @Nullable UnixStream accept() throws SyscallException {
    int number = SocketCalls.accept(fd.number());
    return switch (number) {
      case -Errno.EAGAIN, -Errno.EINTR -> null;
      default ->
          new UnixStream(
              new Fd(
                  SyscallException.check(number, "accept4", path.toString()),
                  "connection on " + path));
    };
  }

  /** Removes the file too, unless another process has put its own there meanwhile. */
  @Override
  public void close() {
    if (fd.isClosed()) {
      return;
    }
    fd.close();
    if (identity != null && Objects.equals(identity, identity(path))) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // It stays behind as a stale socket, which the next listener replaces.
      }
    }
  }

  static void checkLength(Path path) throws SyscallException {
    int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > SocketCalls.LONGEST_PATH) {
      throw new SyscallException(
          "bind",
          "%s, which has %d bytes where a socket's path can have %d"
              .formatted(path, bytes, SocketCalls.LONGEST_PATH),
          Errno.EINVAL);
    }
  }

  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException(path + " exists and is not a socket; name another path or remove it");
    }
    if (nobodyListens(path)) {
      Files.delete(path);
    } else {
      throw new IOException(
          path + " is in use: another process listens there; name another path or stop it");
    }
  }

  private static boolean nobodyListens(Path path) throws SyscallException {
    try {
      UnixStream.connect(path).close();
      return false;
    } catch (SyscallException e) {
      return switch (e.errno()) {
        case Errno.ECONNREFUSED -> true;
        case Errno.EAGAIN -> false; // somebody does, and has a full queue
        default -> throw e;
      };
    }
  }

  private static @Nullable Object identity(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException e) {
      return null;
    }
  }
}
