package org.manakin.host.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Connections on a TCP address. */
final class TcpAcceptor implements Acceptor {
  private static final int BACKLOG = 16;

  private final ServerSocket server;

  private TcpAcceptor(ServerSocket server) {
    this.server = server;
  }

  static TcpAcceptor open(InetSocketAddress address) throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(address, BACKLOG);
      return new TcpAcceptor(server);
    } catch (IOException e) {
      server.close();
      String where = address.getAddress().getHostAddress() + " port " + address.getPort();
      throw new IOException(
          e instanceof BindException
              ? "cannot listen on %s: %s; it has to be a free port at an address of this machine"
                  .formatted(where, e.getMessage())
              : "cannot listen on %s: %s".formatted(where, e.getMessage()),
          e);
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  @Override
  public Incoming accept() throws IOException {
    Socket socket = server.accept();
    socket.setTcpNoDelay(true);
    String address = socket.getInetAddress().getHostAddress();
    return new Incoming(socket, new Peer(0, -1, address), socket);
  }

  @Override
  public void stop() {
    close();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // It listens no longer, whatever else was wrong.
    }
  }
}
