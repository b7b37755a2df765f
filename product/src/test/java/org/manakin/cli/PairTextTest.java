package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.manakin.measure.EndReport;
import org.manakin.measure.Figure;
import org.manakin.measure.PairReport;

/** The table and the JSON of one report. */
class PairTextTest {
  private static final EndReport FIRST =
      new EndReport(
          "guest 1",
          "6.12.107",
          "mana",
          "6.12.107",
          "02:00:00:00:00:01",
          "up",
          1500,
          Map.of(
              Figure.PING_MS, 0.6128,
              Figure.TCP_GBPS, 2.10449,
              Figure.ERRORS, 0.0,
              Figure.INTERRUPTS, 12345.0));
  private static final EndReport SECOND =
      new EndReport(
          "guest 2", "7.3.4", "", "", "02:00:00:00:00:02", "", 0, Map.of(Figure.PING_MS, 0.0025));

  @Test
  void tableHasAColumnForEachEndAndADashForWhatIsMissing() {
    String table = PairText.of(new PairReport(List.of(FIRST, SECOND), List.of(), 41.04));
    assertThat(table.lines().map(line -> line.replaceAll(" {2,}", "|")))
        .containsExactly(
            "|guest 1|guest 2",
            "kernel|6.12.107|7.3.4",
            "driver|mana 6.12.107|-",
            "MAC address|02:00:00:00:00:01|02:00:00:00:00:02",
            "link|up|-",
            "MTU|1500|-",
            "ping of 56 bytes, IPv4|0.61 ms|2.5 µs",
            "TCP sent, IPv4|2.10 Gb/s|-",
            "errors|0|-",
            "interrupts|12345|-",
            "",
            "All of it worked, in 41.0 s.");
    int column = table.indexOf("guest 2");
    assertThat(table.lines().limit(5)).allMatch(line -> line.charAt(column - 1) == ' ');
  }

  @Test
  void tableEndsWithWhatFailed() {
    String table = PairText.of(new PairReport(List.of(FIRST, SECOND), List.of("no ping"), 1));
    assertThat(table).endsWith("FAILED  no ping\n").doesNotContain("All of it worked");
  }

  @Test
  void jsonHasTheSameForPrograms() throws Exception {
    JsonNode json = json(new PairReport(List.of(FIRST, SECOND), List.of(), 41));
    assertThat(json.get("ok").isBoolean()).isTrue();
    assertThat(json.get("ok").asBoolean()).isTrue();
    JsonNode guest = json.get("guests").get(0);
    assertThat(guest.get("kernel").asText()).isEqualTo("6.12.107");
    assertThat(guest.get("driver").asText()).isEqualTo("mana");
    assertThat(guest.get("ping_ms").asDouble()).isEqualTo(0.6128);
    assertThat(guest.get("tcp_gbps").asDouble()).isEqualTo(2.104);
    assertThat(guest.get("errors").isIntegralNumber()).isTrue();
    assertThat(guest.get("errors").asInt()).isZero();
    assertThat(json.get("guests").get(1).has("tcp_gbps")).isFalse();
  }

  @Test
  void jsonSaysWhatFailed() throws Exception {
    JsonNode json = json(new PairReport(List.of(), List.of("no ping"), 41));
    assertThat(json.get("ok").asBoolean()).isFalse();
    assertThat(json.get("failures").get(0).asText()).isEqualTo("no ping");
  }

  private static JsonNode json(PairReport report) throws Exception {
    return new ObjectMapper().readTree(PairJson.of(report));
  }
}
