package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private final StringWriter err = new StringWriter();

  @Test
  void aLogGetsALineForEachStep() {
    show(new ProgressLines(new PrintWriter(err), false));
    assertThat(err.toString().replaceAll("[0-9]+\\.[0-9]", "T").lines())
        .containsExactly("  T s  fetching", "  T s  booting");
  }

  @Test
  void aPersonSeesPercentagesOnTheSameLine() {
    show(new ProgressLines(new PrintWriter(err), true));
    assertThat(err.toString().replaceAll("[0-9]+\\.[0-9]", "T"))
        .isEqualTo("  T s  fetching\r  T s  fetching  50 %\n  T s  booting\n");
  }

  private static void show(ProgressLines progress) {
    progress.step("fetching");
    progress.percent(50);
    progress.step("booting");
    progress.end();
  }
}
