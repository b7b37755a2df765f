package org.manakin.host.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.manakin.linux.Epoll;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;
import org.manakin.linux.UnixConnection;
import org.manakin.linux.UnixListener;

/** Connections on a UNIX socket of processes that run as the same user. */
final class UnixAcceptor implements Acceptor {
  private final UnixListener listener;
  private final Epoll epoll;
  private final Fd wake;
  private final int owner = UnixConnection.ownUser();
  private volatile boolean stopped;

  private UnixAcceptor(UnixListener listener, Epoll epoll, Fd wake) {
    this.listener = listener;
    this.epoll = epoll;
    this.wake = wake;
  }

  /** Listens at {@code path}; the socket's mode is 0600. */
  static UnixAcceptor open(Path path) throws IOException {
    UnixListener listener = UnixListener.open(path);
    try {
      // Whoever comes before this line is refused by his user all the same.
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      Epoll epoll = Epoll.create();
      Fd wake = Eventfd.create("stop");
      epoll.add(listener.fd(), Epoll.READABLE);
      epoll.add(wake, Epoll.READABLE);
      return new UnixAcceptor(listener, epoll, wake);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }

  @Override
  public @Nullable Incoming accept() throws IOException {
    int ready = epoll.await(Long.MAX_VALUE);
    if (stopped) {
      throw new IOException("stopped");
    }
    UnixConnection connection = ready == 0 ? null : UnixConnection.accept(listener);
    if (connection == null) {
      return null;
    }
    if (connection.peerUser() != owner) {
      connection.close();
      return null;
    }
    Peer peer = new Peer(connection.peerProcess(), connection.peerUser(), "");
    return new Incoming(new UnixSocket(connection), peer, connection::shutdown);
  }

  @Override
  public void stop() {
    stopped = true;
    int ignored = Eventfd.signal(wake);
  }

  @Override
  public void close() {
    listener.close();
    epoll.close();
    wake.close();
  }
}
