package org.manakin.attach.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A second network namespace beside that of this process; lives no longer than this process. Of a
 * program that {@link Namespaced} runs.
 */
public final class Namespace implements AutoCloseable {
  /** Ends when its input does. */
  private final Process holder;

  private Namespace(Process holder) {
    this.holder = holder;
  }

  public static Namespace create() throws IOException {
    Namespace created = new Namespace(new ProcessBuilder("unshare", "-n", "cat").start());
    Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    Path others = Path.of("/proc", Long.toString(created.pid()), "ns", "net");
    while (Files.readSymbolicLink(others).equals(own)) {
      LockSupport.parkNanos(100_000);
    }
    created.check("ip link set lo up");
    return created;
  }

  /** By which {@code ip link set DEV netns PID} names it. */
  public long pid() {
    return holder.pid();
  }

  /** Starts a shell script in it. */
  public Process start(String script) throws IOException {
    List<String> words = new ArrayList<>(List.of("nsenter", "-t", Long.toString(pid()), "-n"));
    words.addAll(List.of("bash", "-c", script));
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }

  /** Runs a shell script in it, which must succeed, and answers what it said. */
  public String check(String script) throws IOException {
    return output(start(script), script);
  }

  /** Runs a shell script in the namespace of this process. */
  public static String here(String script) throws IOException {
    return output(
        new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start(), script);
  }

  /** What a script says until it ends, which must be well. */
  public static String output(Process process, String script) throws IOException {
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", script, said).isZero();
      return said;
    } catch (InterruptedException e) {
      throw new IOException("interrupted while waiting for " + script, e);
    } finally {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    holder.destroyForcibly();
  }
}
