package org.manakin.lab.qemu;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.manakin.lab.provision.Folders;
import org.manakin.lab.provision.LabException;

/**
 * A running QEMU with its sockets and its folder of run-time files. Ends with this JVM: by a
 * shutdown hook, and where QEMU knows how to watch its parent, even if the JVM is killed.
 */
public final class QemuProcess implements Closeable {
  private static final Set<QemuProcess> RUNNING = ConcurrentHashMap.newKeySet();

  /**
   * All QEMU processes are started by one thread that never ends: the kernel's parent-death signal
   * fires when the starting thread ends, not the process.
   */
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("qemu-starter").factory());

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(QemuProcess::kill), "qemu-ender"));
  }

  private final Process process;
  private final Path folder;
  private final Map<String, SocketChannel> sockets;

  private QemuProcess(Process process, Path folder, Map<String, SocketChannel> sockets) {
    this.process = process;
    this.folder = folder;
    this.sockets = sockets;
  }

  /**
   * Starts QEMU and waits until it has connected to every named socket.
   *
   * @param qemu what to run
   * @param options its options; each socket's character device has the socket's name as id and is
   *     added here
   * @param folder an existing folder of the run's own; deleted when the process is closed
   * @param socketNames the sockets QEMU shall connect to
   */
  public static QemuProcess start(
      QemuInstallation qemu, QemuCommand options, Path folder, List<String> socketNames)
      throws IOException {
    QemuCommand command = new QemuCommand(qemu.command());
    if (qemu.atLeast(10, 2)) {
      command.add("-run-with", "exit-with-parent=on");
    }
    Map<String, ServerSocketChannel> servers = new LinkedHashMap<>();
    try {
      for (String name : socketNames) {
        Path path = folder.resolve(name);
        servers.put(name, listen(path));
        command.connectedSocket(name, path);
      }
      options.arguments().forEach(command::add);
      return connected(spawn(qemu, command, folder), folder, servers);
    } finally {
      for (ServerSocketChannel server : servers.values()) {
        server.close();
      }
    }
  }

  private static ServerSocketChannel listen(Path path) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      server.close();
      throw new LabException(
          "cannot listen on "
              + path
              + ": a socket's path may have about 100 characters; set"
              + " -Djava.io.tmpdir to a shorter one",
          e);
    }
    return server;
  }

  private static Process spawn(QemuInstallation qemu, QemuCommand command, Path folder)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command.arguments())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("qemu.log").toFile());
    builder.environment().putAll(qemu.environment());
    Future<Process> started = STARTER.submit(builder::start);
    try {
      return started.get();
    } catch (ExecutionException e) {
      Throwable cause = LabException.causeOf(e);
      throw new LabException("cannot start QEMU: " + cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while starting QEMU", e);
    }
  }

  private static QemuProcess connected(
      Process process, Path folder, Map<String, ServerSocketChannel> servers) throws IOException {
    Map<String, SocketChannel> sockets = new LinkedHashMap<>();
    QemuProcess qemu = new QemuProcess(process, folder, sockets);
    RUNNING.add(qemu);
    // A QEMU that refuses its options never connects: its end wakes accept().
    CompletableFuture<Process> watch =
        process.onExit().whenComplete((ended, failure) -> servers.values().forEach(s -> shut(s)));
    try {
      for (Map.Entry<String, ServerSocketChannel> server : servers.entrySet()) {
        sockets.put(server.getKey(), server.getValue().accept());
        Files.deleteIfExists(folder.resolve(server.getKey()));
      }
    } catch (ClosedChannelException e) {
      String log = qemu.log();
      qemu.close();
      throw new LabException("QEMU does not start:\n" + log, e);
    } catch (IOException e) {
      qemu.close();
      throw e;
    }
    watch.cancel(false);
    return qemu;
  }

  private static void shut(ServerSocketChannel server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The connection of a named socket; whoever takes it closes it. */
  public SocketChannel socket(String name) {
    return Objects.requireNonNull(sockets.get(name), name);
  }

  /** What QEMU itself has printed. */
  public String log() throws IOException {
    Path log = folder.resolve("qemu.log");
    return Files.exists(log) ? Files.readString(log).strip() : "";
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes when the process has ended. */
  public CompletableFuture<?> onExit() {
    return process.onExit();
  }

  /**
   * Waits for QEMU to end by itself.
   *
   * @return its exit status
   */
  public int awaitExit(Duration timeout) throws IOException {
    try {
      return process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS).exitValue();
    } catch (TimeoutException e) {
      throw new LabException("QEMU still runs after " + timeout.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new LabException("cannot wait for QEMU", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while waiting for QEMU", e);
    }
  }

  private void kill() {
    process.destroyForcibly();
    process.onExit().join();
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      // At the JVM's end: what is left is removed by the next run.
    }
  }

  /** Ends QEMU at once, if it still runs, and deletes its folder. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    for (@Nullable SocketChannel socket : sockets.values()) {
      if (socket != null) {
        socket.close();
      }
    }
    Folders.delete(folder);
    RUNNING.remove(this);
  }
}
