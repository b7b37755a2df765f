package org.manakin.guests;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.manakin.host.HostEvents;
import org.manakin.host.VirtualHost;
import org.manakin.host.servicing.OperationException;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.host.servicing.Transition;
import org.manakin.host.servicing.VfControl;
import org.manakin.host.servicing.VfEvent;

/**
 * The host of a {@link ServicingBed} in a process of its own, so that it can end in any way. Takes
 * the name of an operation on nic0 from a line of its input and prints what came of it; ends with
 * its input.
 */
final class HostProcess implements Closeable {
  private final Process process;
  private final Writer in;
  private final BufferedReader out;

  private HostProcess(Process process) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Returns when the host's sockets listen. */
  static HostProcess start(Path folder) throws IOException {
    HostProcess started =
        new HostProcess(
            new ProcessBuilder(
                    List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostProcess.class.getName(),
                        folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    started.await("ready");
    return started;
  }

  /** Begins an operation; its end is the next thing to {@link #await}. */
  void begin(String operation) throws IOException {
    in.write(operation + "\n");
    in.flush();
  }

  /** Waits for a line that begins like this. */
  void await(String beginning) throws IOException {
    String line = out.readLine();
    if (line == null || !line.startsWith(beginning)) {
      throw new IOException("expected " + beginning + ", got " + line);
    }
  }

  /** Ends it by SIGTERM or SIGKILL and waits for its end. */
  void end(boolean orderly) throws InterruptedException {
    if (!(orderly ? process.toHandle().destroy() : process.toHandle().destroyForcibly())) {
      throw new IllegalStateException("the process does not take the signal");
    }
    int _ = process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process itself. */
  public static void main(String[] arguments) throws IOException {
    VirtualHost host =
        VirtualHost.start(
            ServicingBed.plan(Path.of(arguments[0]), 1, 1), ServicingBed.LIMITS, HostEvents.NONE);
    Runtime.getRuntime().addShutdownHook(new Thread(host::close));
    System.out.println("ready");
    VfControl vf = host.vf("nic0").orElseThrow();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      try {
        System.out.println(run(vf, line));
      } catch (OperationException e) {
        System.out.println(e.reason());
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static String run(VfControl vf, String operation) throws OperationException {
    Transition done =
        switch (operation) {
          case "revoke" -> vf.revoke(RevokeMode.PLANNED);
          case "restore" -> vf.restore();
          case "reset" -> vf.service(VfEvent.RESET_REQUEST);
          case "die" -> vf.revoke(RevokeMode.DEAD);
          default -> throw new IllegalArgumentException(operation);
        };
    return done.state().name();
  }
}
