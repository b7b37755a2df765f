package org.manakin.host.servicing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A UNIX socket that QEMU can connect to and that nobody ever reads: a migration to it comes as far
 * as the kernel's buffer. It has a name only until QEMU has found it, so that a host that is killed
 * leaves none.
 */
final class MigrationSink implements Closeable {
  private final Path path;
  private final ServerSocketChannel listener;

  private MigrationSink(Path path, ServerSocketChannel listener) {
    this.path = path;
    this.listener = listener;
  }

  static MigrationSink open(Path path) throws IOException {
    Files.deleteIfExists(path);
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listener.bind(UnixDomainSocketAddress.of(path), 1);
    } catch (IOException e) {
      listener.close();
      throw new IOException(
          "cannot listen on "
              + path
              + ": "
              + e.getMessage()
              + "; the folder must be writable and the path may have about 100 characters",
          e);
    }
    return new MigrationSink(path, listener);
  }

  Path path() {
    return path;
  }

  /** To be called when QEMU has connected: takes the name away. */
  void hide() throws IOException {
    Files.deleteIfExists(path);
  }

  /** Ends the connection, which makes a migration that still runs fail. */
  @Override
  public void close() {
    try (listener) {
      hide();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
