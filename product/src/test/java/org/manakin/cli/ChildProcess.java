package org.manakin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program from its jar, as the launcher starts it. */
final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Path err;

  private ChildProcess(Process process, Path err) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
    this.err = err;
  }

  static ChildProcess start(Path folder, String... arguments) throws IOException {
    return start(folder, Map.of(), arguments);
  }

  /** The same with further variables in its environment. */
  static ChildProcess start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    Path jar = Path.of("target", "manakin.jar").toAbsolutePath();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString()));
    command.addAll(List.of(arguments));
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new ChildProcess(builder.start(), err);
  }

  /** Everything up to a line, that line included; everything if there is no such line. */
  List<String> outputUntil(String last) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      lines.add(line);
      if (line.equals(last)) {
        break;
      }
    }
    return lines;
  }

  /** All of standard output that was not read yet. */
  String output() throws IOException {
    return out.readAllAsString();
  }

  String errors() throws IOException {
    return Files.readString(err);
  }

  /** Sends SIGTERM; unlike {@link Process#destroy}, leaves its output readable. */
  void terminate() {
    assertThat(process.toHandle().destroy()).isTrue();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      throw new IllegalStateException("it does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
