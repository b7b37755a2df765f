package org.manakin.attach.qmp;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to QEMU's monitor. Commands may come from any thread; event listeners run on the
 * reading thread and must not execute commands there.
 */
public final class Qmp implements Closeable {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  /** QEMU greets at once, unless it already talks to somebody else on that socket. */
  private static final Duration GREETING_TIMEOUT = Duration.ofSeconds(5);

  private final InputStream in;
  private final OutputStream out;
  private final AtomicLong ids = new AtomicLong();
  private final Map<String, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<BiConsumer<String, JsonNode>> listeners =
      new CopyOnWriteArrayList<>();
  private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private Qmp(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /**
   * Connects to a monitor that listens ({@code -qmp unix:PATH,server=on,wait=off}).
   *
   * @throws IOException if nobody listens there, or if somebody else has the connection: such a
   *     monitor talks to one at a time
   */
  public static Qmp connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return negotiate(
          Channels.newInputStream(channel), Channels.newOutputStream(channel), GREETING_TIMEOUT);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Waits for the greeting on a connection that is open, and leaves the negotiation mode. */
  public static Qmp negotiate(InputStream in, OutputStream out) throws IOException {
    return negotiate(in, out, ANSWER_TIMEOUT);
  }

  private static Qmp negotiate(InputStream in, OutputStream out, Duration timeout)
      throws IOException {
    Qmp qmp = new Qmp(in, out);
    Thread.ofVirtual().name("qmp").start(qmp::read);
    JsonNode _ = qmp.await(qmp.greeting, "greeting", timeout);
    qmp.execute("qmp_capabilities", Map.of(), timeout);
    return qmp;
  }

  /** Told each event's name and data. */
  public void onEvent(BiConsumer<String, JsonNode> listener) {
    listeners.add(listener);
  }

  /**
   * Run once when the connection has ended, by whichever side; at once if it has. Must not wait.
   */
  public void onEnd(Runnable listener) {
    CompletableFuture<Void> _ = end.thenRun(listener);
  }

  /** Whether the connection has ended. */
  public boolean ended() {
    return end.isDone();
  }

  /** Runs a command without arguments. */
  public JsonNode execute(String command) throws IOException {
    return execute(command, Map.of());
  }

  /** Runs a command and waits for up to a minute. */
  public JsonNode execute(String command, Map<String, ?> arguments) throws IOException {
    return execute(command, arguments, ANSWER_TIMEOUT);
  }

  /**
   * Runs a command and waits for what it returns.
   *
   * @throws QmpException with QEMU's description if it refuses, if the connection has ended or ends
   *     first, or if there is no answer in time
   * @throws IOException if the waiting was interrupted
   */
  public JsonNode execute(String command, Map<String, ?> arguments, Duration timeout)
      throws IOException {
    String id = Long.toString(ids.incrementAndGet());
    ObjectNode request = JSON.createObjectNode().put("execute", command).put("id", id);
    if (!arguments.isEmpty()) {
      request.set("arguments", JSON.valueToTree(arguments));
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    pending.put(id, answer);
    try {
      if (end.isDone()) {
        throw lost(command, "QEMU has closed the monitor connection");
      }
      send(JSON.writeValueAsBytes(request), command);
      return await(answer, command, timeout);
    } finally {
      pending.remove(id);
    }
  }

  private void send(byte[] request, String command) throws QmpException {
    try {
      synchronized (out) {
        out.write(request);
        out.write('\n');
        out.flush();
      }
    } catch (IOException e) {
      throw lost(command, String.valueOf(e.getMessage()));
    }
  }

  private static QmpException lost(String command, String why) {
    return new QmpException(QmpException.Kind.LOST, "QMP " + command + ": " + why);
  }

  private JsonNode await(CompletableFuture<JsonNode> answer, String what, Duration timeout)
      throws IOException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      QmpException.Kind kind =
          cause instanceof QmpException qmp ? qmp.kind() : QmpException.Kind.LOST;
      throw new QmpException(
          kind, "QMP " + what + ": " + (cause == null ? e : cause).getMessage(), e);
    } catch (TimeoutException e) {
      throw new QmpException(
          QmpException.Kind.SILENT,
          "QMP %s: no answer within %d s; is somebody else connected to this monitor?"
              .formatted(what, timeout.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted in QMP " + what);
    }
  }

  private void read() {
    String why = "QEMU closed the monitor connection";
    try (JsonParser parser = JSON.createParser(in);
        MappingIterator<JsonNode> messages = JSON.readValues(parser, JsonNode.class)) {
      while (messages.hasNextValue()) {
        dispatch(messages.nextValue());
      }
    } catch (IOException e) {
      why = "the monitor connection broke: " + e.getMessage();
    } finally {
      end.complete(null);
      QmpException lost = new QmpException(QmpException.Kind.LOST, why);
      greeting.completeExceptionally(lost);
      // Whoever comes after this loop has seen the end before it waits.
      for (CompletableFuture<JsonNode> waiting : pending.values()) {
        waiting.completeExceptionally(lost);
      }
    }
  }

  private void dispatch(JsonNode message) {
    if (message.has("QMP")) {
      greeting.complete(message);
    } else if (message.has("event")) {
      String event = message.get("event").asText();
      for (BiConsumer<String, JsonNode> listener : listeners) {
        listener.accept(event, message.path("data"));
      }
    } else {
      @Nullable CompletableFuture<JsonNode> waiting = pending.get(message.path("id").asText());
      if (waiting != null && message.has("error")) {
        waiting.completeExceptionally(
            new QmpException(
                QmpException.Kind.REFUSED, message.path("error").path("desc").asText("refused")));
      } else if (waiting != null) {
        waiting.complete(message.path("return"));
      }
    }
  }

  /** Ends the connection; QEMU and its virtual machine run on. */
  @Override
  public void close() throws IOException {
    try (in) {
      out.close();
    }
  }
}
