package org.manakin.host.http;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import org.jspecify.annotations.Nullable;
import org.manakin.linux.UnixConnection;

/** A UNIX connection as what the HTTP library takes. */
final class UnixSocket extends Socket {
  private final UnixConnection connection;
  private volatile boolean closed;

  UnixSocket(UnixConnection connection) throws SocketException {
    super((@Nullable SocketImpl) null);
    this.connection = connection;
  }

  @Override
  public InputStream getInputStream() {
    return connection.input();
  }

  @Override
  public OutputStream getOutputStream() {
    return connection.output();
  }

  @Override
  public void setSoTimeout(int millis) {
    connection.timeout(millis);
  }

  @Override
  public int getSoTimeout() {
    return connection.timeout();
  }

  @Override
  public void setSoLinger(boolean on, int seconds) {
    // A UNIX socket has nothing under way that could linger.
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return null;
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return new InetSocketAddress(0);
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      connection.close();
    }
  }
}
