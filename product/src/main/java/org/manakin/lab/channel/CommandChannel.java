package org.manakin.lab.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The host's end of the line to a guest's agent. Requests may come from any thread and may be
 * outstanding together.
 */
public final class CommandChannel {
  private static final int CHUNK = 32 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private final AnswerParser parser = new AnswerParser(new Answers());
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, Request> pending = new ConcurrentHashMap<>();
  private CompletableFuture<String> greeting = new CompletableFuture<>();
  private @Nullable GuestException broken;

  private record Request(CompletableFuture<CommandResult> result, Consumer<byte[]> output) {}

  /** A command that was started in the guest. */
  public final class Running {
    private final long id;
    private final CompletableFuture<CommandResult> result;

    private Running(long id, CompletableFuture<CommandResult> result) {
      this.id = id;
      this.result = result;
    }

    /** Completes when the command has ended, exceptionally if the guest is gone first. */
    public CompletableFuture<CommandResult> result() {
      return result;
    }

    /** Ends the command and all it started, by SIGKILL. */
    public void kill() throws IOException {
      send("K " + id + "\n", new byte[0]);
    }
  }

  public CommandChannel(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** Begins to read; call once. */
  public void start() {
    Thread.ofVirtual().name("guest-channel").start(this::read);
  }

  /** Completes with the kernel's release once the agent is up. */
  public synchronized CompletableFuture<String> greeting() {
    return greeting;
  }

  /** The guest was reset: outstanding commands fail, and the agent has to greet again. */
  public void guestReset() {
    synchronized (this) {
      parser.reset();
      // One reboot may be several resets: whoever waits for the next greeting keeps waiting for it.
      if (greeting.isDone()) {
        greeting = new CompletableFuture<>();
      }
    }
    failPending(new GuestException("the guest was reset"));
  }

  /** The guest is gone or broken, for the given reason; this is final. */
  public void fail(GuestException reason) {
    synchronized (this) {
      if (broken == null) {
        broken = reason;
      }
      greeting.completeExceptionally(broken);
    }
    failPending(reason);
  }

  private void failPending(GuestException reason) {
    List<Request> lost = List.copyOf(pending.values());
    pending.clear();
    lost.forEach(request -> request.result().completeExceptionally(reason));
  }

  /** Runs a script; the result holds all its output. */
  public Running run(String script) throws IOException {
    return run("R", script, bytes -> {});
  }

  /** Runs a script; its output is handed over while it runs, and not kept. */
  public Running stream(String script, Consumer<byte[]> output) throws IOException {
    return run("S", script, output);
  }

  private Running run(String kind, String script, Consumer<byte[]> output) throws IOException {
    long id = ids.incrementAndGet();
    CompletableFuture<CommandResult> result = expect(id, output);
    send(kind + " " + id + " " + escaped(script) + "\n", new byte[0]);
    return new Running(id, result);
  }

  /** On one line, as the shell's {@code printf %b} undoes it. */
  static String escaped(String script) {
    return script.replace("\\", "\\\\").replace("\n", "\\n");
  }

  /**
   * Writes a file in the guest, with the folders above it.
   *
   * @return completes when it is written; status 0 if it was
   */
  public CompletableFuture<CommandResult> write(String path, byte[] content) throws IOException {
    if (path.isBlank() || path.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("not a path: " + path);
    }
    CompletableFuture<CommandResult> last = writePart("W", path, content, 0);
    for (int at = CHUNK; at < content.length; at += CHUNK) {
      CompletableFuture<CommandResult> next = writePart("A", path, content, at);
      last = last.thenCombine(next, (before, after) -> before.ok() ? after : before);
    }
    return last;
  }

  private CompletableFuture<CommandResult> writePart(
      String kind, String path, byte[] content, int at) throws IOException {
    byte[] part = Arrays.copyOfRange(content, at, Math.min(content.length, at + CHUNK));
    long id = ids.incrementAndGet();
    CompletableFuture<CommandResult> result = expect(id, bytes -> {});
    send(kind + " " + id + " " + part.length + " " + path + "\n", part);
    return result;
  }

  private CompletableFuture<CommandResult> expect(long id, Consumer<byte[]> output)
      throws GuestException {
    Request request = new Request(new CompletableFuture<>(), output);
    pending.put(id, request);
    synchronized (this) {
      if (broken != null) {
        pending.remove(id);
        throw new GuestException(String.valueOf(broken.getMessage()), broken);
      }
    }
    return request.result();
  }

  private void send(String header, byte[] body) throws IOException {
    synchronized (out) {
      out.write(header.getBytes(StandardCharsets.UTF_8));
      out.write(body);
      out.flush();
    }
  }

  private void read() {
    byte[] buffer = new byte[CHUNK];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        synchronized (this) {
          parser.feed(buffer, n);
        }
      }
      fail(new GuestException("the guest is gone: QEMU closed the command channel"));
    } catch (GuestException e) {
      fail(e);
    } catch (IOException e) {
      fail(new GuestException("the command channel is broken", e));
    }
  }

  /** Called with this object locked, on the reading thread. */
  private final class Answers implements AnswerParser.Sink {
    @Override
    public void greeting(String kernelRelease) {
      greeting.completeAsync(() -> kernelRelease);
    }

    @Override
    public void output(long id, byte[] bytes) {
      @Nullable Request request = pending.get(id);
      if (request != null) {
        request.output().accept(bytes);
      }
    }

    @Override
    public void done(long id, int status, byte[] bytes) {
      @Nullable Request request = pending.remove(id);
      if (request != null) {
        request.result().completeAsync(() -> new CommandResult(status, bytes));
      }
    }
  }
}
