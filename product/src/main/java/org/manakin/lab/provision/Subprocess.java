package org.manakin.lab.provision;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a program to its end; its standard output and error are read as one stream of lines. */
public final class Subprocess {
  private static final int TAIL_LINES = 20;

  private Subprocess() {}

  /**
   * Runs {@code command} and hands over each line as it comes.
   *
   * @throws LabException with the last lines of the output, if the program cannot be started or
   *     ends with a status other than 0
   */
  public static void run(
      List<String> command,
      Map<String, String> environment,
      @Nullable Path directory,
      Consumer<String> lines)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new LabException(
          "cannot run " + command.getFirst() + ": it is not installed or not in PATH", e);
    }
    Deque<String> tail = new ArrayDeque<>();
    int status;
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      process.getOutputStream().close();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        tail.addLast(line);
        if (tail.size() > TAIL_LINES) {
          tail.removeFirst();
        }
        lines.accept(line);
      }
      status = process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while running " + command.getFirst(), e);
    }
    if (status != 0) {
      throw new LabException(
          "`%s` ended with status %d:%n%s"
              .formatted(String.join(" ", command), status, String.join("\n", tail)));
    }
  }

  /** The whole output of a program that prints little. */
  public static String output(List<String> command, Map<String, String> environment)
      throws IOException {
    StringBuilder text = new StringBuilder();
    run(command, environment, null, line -> text.append(line).append('\n'));
    return text.toString();
  }
}
