package org.manakin.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.manakin.attach.qmp.Qmp;
import org.manakin.lab.channel.CommandChannel;
import org.manakin.lab.channel.CommandResult;
import org.manakin.lab.channel.Console;
import org.manakin.lab.channel.GuestException;
import org.manakin.lab.provision.LabException;
import org.manakin.lab.qemu.QemuProcess;

/**
 * A running guest. Its methods may be called from any thread. Close it: nothing of it stays, no
 * process, socket or folder.
 */
public final class Guest implements Closeable {
  static final String CONSOLE = "console";
  static final String AGENT = "agent";
  static final String MONITOR = "qmp";

  /** A dying kernel prints its trace after its first words: wait for it. */
  private static final long LAST_WORDS_MS = 700;

  private final GuestSpec spec;
  private final QemuProcess process;
  private final CommandChannel channel;
  private final Console console;
  private final Qmp qmp;
  private volatile CompletableFuture<Void> reset = new CompletableFuture<>();

  Guest(GuestSpec spec, QemuProcess process, Path consoleLog) throws IOException {
    this.spec = spec;
    this.process = process;
    SocketChannel agent = process.socket(AGENT);
    this.channel = new CommandChannel(in(agent), out(agent));
    SocketChannel serial = process.socket(CONSOLE);
    this.console = new Console(in(serial), out(serial), consoleLog, this::kernelDies);
    console.onOutput(spec.consoleListener());
    console.start();
    channel.start();
    SocketChannel monitor = process.socket(MONITOR);
    this.qmp = negotiate(monitor);
    qmp.onEvent(this::event);
    CompletableFuture<Void> _ =
        process.onExit().thenRun(() -> channel.fail(failure("QEMU has ended: " + lastLog())));
  }

  /** QEMU connects its sockets before it looks at its devices: it may yet refuse one. */
  private Qmp negotiate(SocketChannel monitor) throws IOException {
    try {
      return Qmp.negotiate(in(monitor), out(monitor));
    } catch (IOException e) {
      process.awaitExit(Duration.ofSeconds(10));
      throw new LabException("QEMU does not start:\n" + process.log(), e);
    }
  }

  private static InputStream in(SocketChannel socket) {
    return Channels.newInputStream(socket);
  }

  private static OutputStream out(SocketChannel socket) {
    return Channels.newOutputStream(socket);
  }

  private void event(String name, JsonNode data) {
    if (name.equals("RESET")) {
      channel.guestReset();
      reset.complete(null);
    }
  }

  private void kernelDies(String line) {
    CompletableFuture.delayedExecutor(LAST_WORDS_MS, TimeUnit.MILLISECONDS)
        .execute(() -> channel.fail(failure("its kernel died: " + line.strip())));
  }

  private String lastLog() {
    try {
      return process.log();
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  private GuestException failure(String what) {
    return new GuestException(
        "guest %s (kernel %s): %s%nlast lines of its console:%n%s"
            .formatted(spec.name(), spec.kernel().name(), what, console.tail()));
  }

  /** What it was started from. */
  public GuestSpec spec() {
    return spec;
  }

  /**
   * Waits until the guest answers; after boot and after each reboot.
   *
   * @return the release of the kernel that runs
   */
  public String awaitReady(Duration timeout) throws IOException {
    return await(channel.greeting(), timeout, "booting");
  }

  /**
   * Runs a script with sh and waits for its end. Servers may be started with {@code &}: their
   * output may stay connected.
   *
   * @throws GuestException if the guest dies or the time is over; the script is then killed
   */
  public CommandResult run(String script, Duration timeout) throws IOException {
    return finish(channel.run(script), script, timeout);
  }

  /** The same, but a status other than 0 is an exception with the output in its message. */
  public String check(String script, Duration timeout) throws IOException {
    CommandResult result = run(script, timeout);
    if (!result.ok()) {
      throw new GuestException(
          "guest %s: `%s` ended with status %d:%n%s"
              .formatted(spec.name(), script, result.status(), result.output().strip()));
    }
    return result.output();
  }

  /** Runs a script whose output is handed over while it runs. */
  public CommandResult stream(String script, Consumer<byte[]> output, Duration timeout)
      throws IOException {
    return finish(channel.stream(script, output), script, timeout);
  }

  /** Starts a script and does not wait. */
  public CommandChannel.Running start(String script) throws IOException {
    return channel.run(script);
  }

  private CommandResult finish(CommandChannel.Running running, String script, Duration timeout)
      throws IOException {
    try {
      return await(running.result(), timeout, "running `" + script + "`");
    } finally {
      if (!running.result().isDone()) {
        running.kill();
      }
    }
  }

  /** Writes a file in the guest, with the folders above it. */
  public void put(String path, byte[] content) throws IOException {
    CommandResult result =
        await(channel.write(path, content), Duration.ofMinutes(5), "writing " + path);
    if (!result.ok()) {
      throw new GuestException(
          "guest " + spec.name() + ": cannot write " + path + ": " + result.output().strip());
    }
  }

  /** The kernel's messages of level warning or worse since boot, without their level prefix. */
  public List<String> kernelWarnings() throws IOException {
    return check("dmesg -r", Duration.ofSeconds(20))
        .lines()
        .filter(line -> line.matches("<[0-4]>.*"))
        .map(line -> line.substring(3))
        .collect(Collectors.toList());
  }

  /** The serial console. */
  public Console console() {
    return console;
  }

  /** QEMU's monitor. */
  public Qmp qmp() {
    return qmp;
  }

  /** QEMU's process id. */
  public long pid() {
    return process.pid();
  }

  /** Reboots as {@code reboot} does and waits until the guest answers again. */
  public String reboot(Duration timeout) throws IOException {
    reset = new CompletableFuture<>();
    channel.run("sync; reboot -f");
    await(reset, timeout, "rebooting");
    return awaitReady(timeout);
  }

  /** Presses the reset button and waits until the guest answers again. */
  public String hardReset(Duration timeout) throws IOException {
    reset = new CompletableFuture<>();
    qmp.execute("system_reset");
    await(reset, timeout, "resetting");
    return awaitReady(timeout);
  }

  /** Shuts down as {@code poweroff} does and waits until QEMU has ended. */
  public void powerOff(Duration timeout) throws IOException {
    channel.run("sync; poweroff -f");
    waitForPowerOff(timeout);
  }

  /** Waits until the guest has switched itself off. */
  public void waitForPowerOff(Duration timeout) throws IOException {
    int status;
    try {
      status = process.awaitExit(timeout);
    } catch (LabException e) {
      throw failure(String.valueOf(e.getMessage()));
    }
    if (status != 0) {
      throw failure("QEMU ended with status " + status + ": " + lastLog());
    }
  }

  private <T> T await(CompletableFuture<T> future, Duration timeout, String what)
      throws IOException {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = LabException.causeOf(e);
      throw new GuestException(String.valueOf(cause.getMessage()), cause);
    } catch (TimeoutException e) {
      throw failure("no end of " + what + " within " + timeout.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException("interrupted while " + what, e);
    }
  }

  /** Ends the guest at once, as a power cut would. */
  @Override
  public void close() throws IOException {
    process.close();
  }
}
