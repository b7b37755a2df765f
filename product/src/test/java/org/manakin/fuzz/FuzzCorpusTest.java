package org.manakin.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every input that is kept, given to its fuzz target once: those that showed a fault, and those
 * from which the fuzzer starts.
 */
class FuzzCorpusTest {
  /** Where the inputs of a target are kept, below {@code product}. */
  static Path corpus(String name) {
    return Path.of("src", "test", "resources", "fuzz", name).toAbsolutePath();
  }

  /** A fuzz target's entry. */
  interface Target {
    void run(byte[] data) throws IOException;
  }

  private static List<DynamicTest> each(String name, Target target) throws IOException {
    try (Stream<Path> files = Files.list(corpus(name))) {
      List<DynamicTest> tests =
          files
              .sorted()
              .map(file ->
                  DynamicTest.dynamicTest(
                      file.getFileName().toString(), () -> target.run(Files.readAllBytes(file))))
              .toList();
      assertThat(tests).as("inputs of %s", name).isNotEmpty();
      return tests;
    }
  }

  @TestFactory
  List<DynamicTest> adapter() throws IOException {
    return each("adapter", AdapterFuzz::fuzzerTestOneInput);
  }

  @TestFactory
  List<DynamicTest> vfioUser() throws IOException {
    return each("vfiouser", VfioUserFuzz::fuzzerTestOneInput);
  }

  @TestFactory
  List<DynamicTest> virtualSwitch() throws IOException {
    return each("switch", SwitchFuzz::fuzzerTestOneInput);
  }

  @TestFactory
  List<DynamicTest> vhostUser() throws IOException {
    return each("vhostuser", VhostUserFuzz::fuzzerTestOneInput);
  }

  @TestFactory
  List<DynamicTest> policy() throws IOException {
    return each("policy", PolicyFuzz::fuzzerTestOneInput);
  }

  @TestFactory
  List<DynamicTest> vxlan() throws IOException {
    return each("vxlan", VxlanFuzz::fuzzerTestOneInput);
  }
}
