package org.manakin.cli;

import java.io.Closeable;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * This terminal, given to a guest's console: every key goes to the guest as it is typed, but for
 * Ctrl-], which leaves.
 */
final class Terminal implements Closeable {
  /** Ctrl-]. */
  static final int ESCAPE = 0x1d;

  private final String settings;
  private final Thread restoring = new Thread(this::restore, "terminal");

  private Terminal(String settings) {
    this.settings = settings;
  }

  /** Whether a person sits in front of standard input and output. */
  @SuppressWarnings("SystemConsoleNull") // Java 25 returns null again where there is no terminal
  static boolean isPresent() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Until this is closed, keys are neither echoed nor do they signal. */
  static Terminal raw() throws IOException {
    Terminal terminal = new Terminal(stty("-g").strip());
    Runtime.getRuntime().addShutdownHook(terminal.restoring);
    stty("raw", "-echo");
    return terminal;
  }

  /**
   * Hands keys on until Ctrl-] or the end of input.
   *
   * @throws IOException if the guest does not take them any more
   */
  static void type(InputStream keys, OutputStream guest) throws IOException {
    byte[] buffer = new byte[1024];
    for (int n = keys.read(buffer); n >= 0; n = keys.read(buffer)) {
      int end = 0;
      while (end < n && buffer[end] != ESCAPE) {
        end++;
      }
      guest.write(buffer, 0, end);
      guest.flush();
      if (end < n) {
        return;
      }
    }
  }

  private void restore() {
    try {
      String ignored = stty(settings);
    } catch (IOException e) {
      System.err.println("manakin: " + e.getMessage() + "; type 'reset'");
    }
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(restoring);
    } catch (IllegalStateException e) {
      // The process is ending; restoring twice does no harm.
    }
  }

  private static String stty(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("stty: " + output.strip());
    }
    return output;
  }
}
