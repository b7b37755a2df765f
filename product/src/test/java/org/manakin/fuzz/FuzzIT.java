package org.manakin.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Lets Jazzer try each target for a while, each in a JVM of its own, two at once. How long: the
 * system property {@code manakin.fuzz.seconds}; {@code mvn verify -Pfuzz} is the long run.
 */
class FuzzIT {
  private static final int SECONDS = Integer.getInteger("manakin.fuzz.seconds", 30);
  private static final int START_AND_STOP_SECONDS = 120;
  private static final int LONGEST_INPUT = 1024;
  private static final int SECONDS_FOR_ONE_INPUT = 30;
  private static final Pattern RUNS = Pattern.compile("Done (\\d+) runs");

  private static final int AT_ONCE = 2;
  private static final List<Target> TARGETS =
      List.of(
          new Target("adapter", AdapterFuzz.class),
          new Target("vfiouser", VfioUserFuzz.class),
          new Target("vhostuser", VhostUserFuzz.class),
          new Target("vxlan", VxlanFuzz.class),
          new Target("switch", SwitchFuzz.class),
          new Target("policy", PolicyFuzz.class));

  /** What is fuzzed, and where its inputs are kept. */
  private record Target(String corpus, Class<?> entry) {}

  /** A fuzzer at work on one target. */
  private record Fuzzer(String corpus, Path directory, Process process) {
    static Fuzzer start(String target, String corpus) throws IOException {
      Path directory = Path.of("target", "fuzz", corpus).toAbsolutePath();
      Path grown = Files.createDirectories(directory.resolve("corpus"));
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-Xmx512m",
              "-XX:MaxDirectMemorySize=128m",
              "-XX:+EnableDynamicAgentLoading",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              System.getProperty("java.class.path"),
              "com.code_intelligence.jazzer.Jazzer",
              "--target_class=" + target,
              "--instrumentation_includes=org.manakin.**",
              "--reproducer_path=" + directory,
              "-artifact_prefix=" + directory + "/",
              "-max_total_time=" + SECONDS,
              "-max_len=" + LONGEST_INPUT,
              "-timeout=" + SECONDS_FOR_ONE_INPUT,
              "-rss_limit_mb=0",
              grown.toString(),
              FuzzCorpusTest.corpus(corpus).toString());
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
      return new Fuzzer(corpus, directory, process);
    }

    void assertNothingFound() throws IOException, InterruptedException {
      boolean ended = process.waitFor(SECONDS + START_AND_STOP_SECONDS, TimeUnit.SECONDS);
      Path log = directory.resolve("log");
      assertThat(ended).as("fuzzing ends in time; see %s", log).isTrue();
      assertThat(process.exitValue())
          .as(
              "a fault was found: %s, see %s. To replay, put the input into %s and run"
                  + " mvn test -Dtest=FuzzCorpusTest",
              findings(), log, FuzzCorpusTest.corpus(corpus))
          .isZero();
      Matcher runs = RUNS.matcher(Files.readString(log));
      assertThat(runs.find()).as("%s says how many inputs were tried", log).isTrue();
      assertThat(Long.parseLong(runs.group(1))).as("inputs tried").isGreaterThan(1);
    }

    private List<Path> findings() throws IOException {
      try (Stream<Path> files = Files.list(directory)) {
        return files
            .filter(f -> f.getFileName().toString().matches("(crash|timeout|oom|leak)-.*"))
            .toList();
      }
    }
  }

  @Test
  void nothingIsFoundInTheTimeGiven() throws IOException, InterruptedException {
    for (int i = 0; i < TARGETS.size(); i += AT_ONCE) {
      nothingIsFoundIn(TARGETS.subList(i, Math.min(i + AT_ONCE, TARGETS.size())));
    }
  }

  private static void nothingIsFoundIn(List<Target> targets)
      throws IOException, InterruptedException {
    List<Fuzzer> fuzzers = new ArrayList<>();
    try {
      for (Target target : targets) {
        fuzzers.add(Fuzzer.start(target.entry().getName(), target.corpus()));
      }
      for (Fuzzer fuzzer : fuzzers) {
        fuzzer.assertNothingFound();
      }
    } finally {
      fuzzers.forEach(fuzzer -> fuzzer.process().destroyForcibly());
    }
  }
}
