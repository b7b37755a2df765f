package org.manakin.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.HttpProcessors;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.io.HttpServerRequestHandler.ResponseTrigger;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.BasicHttpServerExpectationDecorator;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.net.URIBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Serves one address: a thread for each connection, a bounded number of them. When one more comes,
 * the oldest that waits for its peer is closed; if all requests are being handled, the new one is.
 */
public final class HttpServer implements Closeable {
  private static final int MOST_CONNECTIONS = 32;
  private static final int LARGEST_BODY = 4 << 20;
  private static final int LONGEST_LINE = 8_192;
  private static final int MOST_HEADERS = 64;
  private static final int READ_MILLIS = 30_000;
  private static final long STOP_MILLIS = 5_000;
  private static final long RETRY_NANOS = 100_000_000;
  private static final Http1Config CONFIG =
      Http1Config.custom().setMaxLineLength(LONGEST_LINE).setMaxHeaderCount(MOST_HEADERS).build();

  private final String name;
  private final Acceptor acceptor;
  private final HttpHandler handler;
  private final Thread thread;
  private final Deque<Connection> open = new ArrayDeque<>();
  private boolean stopped;

  private HttpServer(String name, Acceptor acceptor, HttpHandler handler) {
    this.name = name;
    this.acceptor = acceptor;
    this.handler = handler;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  /** Serves the UNIX socket {@code path} to processes of this user alone. */
  public static HttpServer onUnixSocket(Path path, HttpHandler handler) throws IOException {
    return start(new HttpServer("http " + path, UnixAcceptor.open(path), handler));
  }

  /** Serves a TCP address to everybody who reaches it. */
  public static HttpServer onTcp(InetSocketAddress address, HttpHandler handler)
      throws IOException {
    return start(new HttpServer("http " + address, TcpAcceptor.open(address), handler));
  }

  private static HttpServer start(HttpServer server) {
    server.thread.start();
    return server;
  }

  /** The TCP port that it listens on; -1 on a UNIX socket. */
  public int port() {
    return acceptor instanceof TcpAcceptor tcp ? tcp.address().getPort() : -1;
  }

  private void run() {
    while (!isStopped()) {
      try {
        Acceptor.@Nullable Incoming incoming = acceptor.accept();
        if (incoming != null) {
          begin(new Connection(incoming));
        }
      } catch (IOException e) {
        // Stopped, or there are no descriptors left, which is not for ever.
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private boolean isStopped() {
    synchronized (open) {
      return stopped;
    }
  }

  private void begin(Connection connection) {
    synchronized (open) {
      if (!stopped && (open.size() < MOST_CONNECTIONS || dropIdle())) {
        open.add(connection);
        connection.thread.start();
        return;
      }
    }
    connection.close();
  }

  private boolean dropIdle() {
    for (Connection each : open) {
      if (!each.busy) {
        open.remove(each);
        each.wake();
        return true;
      }
    }
    return false;
  }

  /** Answers nobody any more; requests that are being handled get no answer. */
  @Override
  public void close() {
    List<Connection> rest;
    synchronized (open) {
      stopped = true;
      rest = new ArrayList<>(open);
    }
    acceptor.stop();
    rest.forEach(Connection::wake);
    boolean interrupted = false;
    try {
      thread.join(STOP_MILLIS);
      for (Connection each : rest) {
        if (!each.busy) {
          each.thread.join(STOP_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    acceptor.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One connection and its thread. */
  private final class Connection {
    private final Acceptor.Incoming incoming;
    private final Thread thread;
    private volatile boolean busy;

    Connection(Acceptor.Incoming incoming) {
      this.incoming = incoming;
      this.thread = Thread.ofPlatform().name(name + " request").daemon().unstarted(this::serve);
    }

    private void serve() {
      HttpService service =
          new HttpService(
              HttpProcessors.server("Manakin"),
              new BasicHttpServerExpectationDecorator(this::answer));
      try (DefaultBHttpServerConnection connection =
          new DefaultBHttpServerConnection("http", CONFIG)) {
        incoming.socket().setSoTimeout(READ_MILLIS);
        connection.bind(incoming.socket());
        while (connection.isOpen()) {
          service.handleRequest(connection, HttpCoreContext.create());
        }
      } catch (IOException | HttpException e) {
        // The other side went away, waited too long or sent what is no HTTP.
      } finally {
        close();
        synchronized (open) {
          open.remove(this);
        }
      }
    }

    private void answer(ClassicHttpRequest request, ResponseTrigger trigger, HttpContext context)
        throws HttpException, IOException {
      @Nullable String body = body(request);
      HttpAnswer answer =
          body == null
              ? new HttpAnswer(413, "text/plain", "a body has at most 4 MiB\n")
              : handle(HttpServer.request(request, body, incoming.peer()));
      ClassicHttpResponse response = new BasicClassicHttpResponse(answer.status());
      answer.headers().forEach(response::setHeader);
      if (answer.status() != 204) {
        response.setEntity(
            new StringEntity(answer.body(), ContentType.create(answer.type(), UTF_8)));
      }
      trigger.submitResponse(response);
    }

    private HttpAnswer handle(HttpRequest request) {
      busy = true;
      try {
        return handler.handle(request);
      } finally {
        busy = false;
      }
    }

    /** Ends what the thread waits for; it closes the rest itself. */
    void wake() {
      try {
        incoming.breaker().close();
      } catch (IOException e) {
        // It is gone already.
      }
    }

    void close() {
      try {
        incoming.socket().close();
      } catch (IOException e) {
        // It is gone already.
      }
    }
  }

  /** The body; null if it is too large. */
  private static @Nullable String body(ClassicHttpRequest request) throws IOException {
    @Nullable HttpEntity entity = request.getEntity();
    if (entity == null) {
      return "";
    }
    try (InputStream in = entity.getContent()) {
      byte[] bytes = in.readNBytes(LARGEST_BODY + 1);
      return bytes.length > LARGEST_BODY ? null : new String(bytes, UTF_8);
    }
  }

  private static HttpRequest request(ClassicHttpRequest request, String body, Peer peer) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : request.getHeaders()) {
      headers.put(header.getName().toLowerCase(Locale.ROOT), String.valueOf(header.getValue()));
    }
    Map<String, String> query = new HashMap<>();
    String path = request.getPath();
    int mark = path.indexOf('?');
    try {
      for (NameValuePair pair :
          new URIBuilder(mark < 0 ? "" : path.substring(mark)).getQueryParams()) {
        query.put(pair.getName(), String.valueOf(pair.getValue()));
      }
    } catch (URISyntaxException e) {
      query.clear();
    }
    return new HttpRequest(
        request.getMethod(), mark < 0 ? path : path.substring(0, mark), query, headers, body, peer);
  }
}
