package org.manakin.host.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** Where connections come from. */
interface Acceptor {
  /**
   * Waits for the next connection.
   *
   * @return null if the one that came was refused
   * @throws IOException if there are no more, above all because it was {@link #stop}ped
   */
  @Nullable Incoming accept() throws IOException;

  /** Wakes whoever waits in {@link #accept}, for good. Any thread. */
  void stop();

  /** Lets go of everything; after the last {@link #accept}. */
  void close();

  /**
   * A connection.
   *
   * @param breaker wakes whoever waits on it, for good; any thread
   */
  record Incoming(Socket socket, Peer peer, Closeable breaker) {}
}
