package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manakin.host.control.NicStatus;
import org.manakin.measure.revoke.LegacyReport;
import picocli.CommandLine;

class LabCommandsTest {
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err));
    line.setOut(new PrintWriter(new StringWriter()));
    return line.execute(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--cycles=0|1 to 1000",
        "--cycles=1001|1 to 1000",
        "--traffic=icmp|tcp, udp or both",
        "--rate=0|at least 1",
        "--rate=100000|0 to 5000",
        "--payload=4|8 to 1400",
        "--tcp-rate=0|1 to",
        "--smp=0|at least 1",
        "--on-vf=-1|0 or more",
      })
  void whatCannotBeDoneIsRefusedBeforeAnythingStarts(String option, String expected) {
    assertThat(run("lab", "revoke", option)).isEqualTo(2);
    assertThat(err.toString()).contains(expected);
  }

  @Test
  void aCommandIsNeeded() {
    assertThat(run("lab")).isEqualTo(2);
    assertThat(err.toString()).contains("Which command?");
  }

  private static LegacyReport legacy(boolean ok) {
    NicStatus nic =
        new NicStatus(
            "nic1",
            "vm1",
            "lab",
            "02:4d:41:4e:41:01",
            List.of(),
            NicStatus.Path.SYNTHETIC,
            "no driver has claimed it yet",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0);
    return new LegacyReport(
        "6.12.107-amd64",
        nic,
        List.of(
            new LegacyReport.Check("ping_large", "5 of 5 came back", ok),
            new LegacyReport.Check("tcp", "1.1 MB both ways", true)));
  }

  @Test
  void legacyIsShownAsATable() {
    assertThat(LabLegacy.text(legacy(true)))
        .contains("without the mana driver")
        .containsPattern("(?m)^ping large +5 of 5 came back$")
        .doesNotContain("FAILED");
    assertThat(LabLegacy.text(legacy(false))).containsPattern("(?m)^ping large .*FAILED$");
  }

  @Test
  void legacyIsToldToPrograms() {
    assertThat(LabLegacy.json(legacy(true)))
        .contains("\"ok\" : true")
        .contains("\"path\" : \"synthetic\"")
        .contains("\"why\" : \"no driver has claimed it yet\"");
    assertThat(LabLegacy.json(legacy(false))).contains("\"ok\" : false");
  }
}
