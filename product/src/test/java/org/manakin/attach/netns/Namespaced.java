package org.manakin.attach.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program of the tests in a JVM of its own in a network namespace of its own, where it may
 * do as it likes: as root of a user namespace, or as root. Everything it made is gone when it ends,
 * however it ends.
 */
public final class Namespaced {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Namespaced() {}

  /** Runs {@code main} with these arguments and fails with what it said if it failed. */
  public static void run(Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    run(PATIENCE, main, arguments);
  }

  /** The same for a program that may take so long. */
  public static void run(Duration patience, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("unshare", privileges()));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile("manakin-namespaced", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
      String said = Files.readString(log, StandardCharsets.UTF_8);
      assertThat(ended).as("%s %s ends; so far: %s", main, List.of(arguments), said).isTrue();
      assertThat(process.exitValue()).as(said).isZero();
    } finally {
      process.destroyForcibly();
      Files.delete(log);
    }
  }

  /** The option of unshare that works here. */
  private static String privileges() throws IOException, InterruptedException {
    for (String option : List.of("-rn", "-n")) {
      if (new ProcessBuilder("unshare", option, "true").start().waitFor() == 0) {
        return option;
      }
    }
    throw new AssertionError(
        "this test makes network namespaces, and neither 'unshare -rn' nor 'unshare -n' may: allow"
            + " unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1,"
            + " kernel.apparmor_restrict_unprivileged_userns=0) or run as root");
  }
}
