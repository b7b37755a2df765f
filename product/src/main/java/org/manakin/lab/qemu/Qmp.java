package org.manakin.lab.qemu;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import org.manakin.lab.provision.LabException;

/**
 * QEMU's monitor protocol, over a connection that is open already. Commands may come from any
 * thread; event listeners run on the reading thread and must not execute commands there.
 */
public final class Qmp implements Closeable {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(com.fasterxml.jackson.core.JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  private final InputStream in;
  private final OutputStream out;
  private final AtomicLong ids = new AtomicLong();
  private final Map<String, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<BiConsumer<String, JsonNode>> listeners =
      new CopyOnWriteArrayList<>();
  private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
  private volatile boolean ended;

  private Qmp(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** Waits for the greeting and leaves the negotiation mode. */
  public static Qmp negotiate(InputStream in, OutputStream out) throws IOException {
    Qmp qmp = new Qmp(in, out);
    Thread.ofVirtual().name("qmp").start(qmp::read);
    qmp.await(qmp.greeting, "greeting");
    qmp.execute("qmp_capabilities");
    return qmp;
  }

  /** Told each event's name and data. */
  public void onEvent(BiConsumer<String, JsonNode> listener) {
    listeners.add(listener);
  }

  /** Runs a command without arguments. */
  public JsonNode execute(String command) throws IOException {
    return execute(command, Map.of());
  }

  /**
   * Runs a command and waits for what it returns.
   *
   * @throws LabException with QEMU's description if it refuses, or if the connection ends first
   */
  public JsonNode execute(String command, Map<String, ?> arguments) throws IOException {
    String id = Long.toString(ids.incrementAndGet());
    ObjectNode request = JSON.createObjectNode().put("execute", command).put("id", id);
    if (!arguments.isEmpty()) {
      request.set("arguments", JSON.valueToTree(arguments));
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    pending.put(id, answer);
    try {
      if (ended) {
        throw new LabException("QEMU has ended");
      }
      byte[] bytes = JSON.writeValueAsBytes(request);
      synchronized (out) {
        out.write(bytes);
        out.write('\n');
        out.flush();
      }
      return await(answer, command);
    } finally {
      pending.remove(id);
    }
  }

  private JsonNode await(CompletableFuture<JsonNode> answer, String what) throws IOException {
    try {
      return answer.get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = LabException.causeOf(e);
      throw new LabException("QMP " + what + ": " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new LabException("QMP " + what + ": QEMU does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  private void read() {
    Throwable end = new LabException("QEMU closed the monitor connection");
    try (JsonParser parser = JSON.createParser(in);
        MappingIterator<JsonNode> messages = JSON.readValues(parser, JsonNode.class)) {
      while (messages.hasNextValue()) {
        dispatch(messages.nextValue());
      }
    } catch (IOException e) {
      end = e;
    }
    ended = true;
    greeting.completeExceptionally(end);
    for (CompletableFuture<JsonNode> waiting : pending.values()) {
      waiting.completeExceptionally(end);
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
            new LabException(message.path("error").path("desc").asText("refused")));
      } else if (waiting != null) {
        waiting.complete(message.path("return"));
      }
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
    in.close();
  }
}
