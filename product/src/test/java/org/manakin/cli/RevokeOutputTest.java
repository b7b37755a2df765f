package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.manakin.measure.revoke.ReportFixture;

class RevokeOutputTest {
  private final ReportFixture run = new ReportFixture();

  private JsonNode json() throws JsonProcessingException {
    return new ObjectMapper().readTree(RevokeJson.of(run.report()));
  }

  @Test
  void jsonHasTheKeysThatProgramsReadIt() throws JsonProcessingException {
    JsonNode json = json();
    assertThat(json.path("cycles").asInt()).isEqualTo(1);
    assertThat(json.path("tcp_lost").asInt(-1)).isZero();
    assertThat(json.path("bytes_corrupted").asInt(-1)).isZero();
    assertThat(json.path("udp_sent").asInt()).isEqualTo(1259);
    assertThat(json.path("udp_lost").asInt()).isEqualTo(50);
    assertThat(json.path("udp_duplicated").asInt(-1)).isZero();
    assertThat(json.path("udp_reordered").asInt(-1)).isZero();
    assertThat(json.path("ok").isBoolean()).isTrue();
    assertThat(json.path("ok").asBoolean()).isFalse();
    double longest = json.at("/gap_ms/max").asDouble();
    assertThat(longest).isGreaterThan(100);
    assertThat(json.at("/gap_ms/p99").asDouble()).isEqualTo(longest);
    assertThat(json.at("/gap_ms/p50").asDouble()).isPositive();
    assertThat(json.at("/on_vf_ms/p50").asDouble()).isBetween(38.0, 43.0);
    assertThat(json.at("/on_vf_ms/p99").asDouble()).isBetween(38.0, 43.0);
  }

  @Test
  void jsonHasEachTransition() throws JsonProcessingException {
    JsonNode transitions = json().path("transitions");
    assertThat(transitions).hasSize(2);
    assertThat(transitions.at("/0/operation").asText()).isEqualTo("revoke");
    assertThat(transitions.at("/0/steps_ms/receive-off").asDouble()).isEqualTo(21);
    assertThat(transitions.at("/0/udp_lost_to_guest").asInt()).isEqualTo(25);
    assertThat(transitions.at("/0").has("on_vf_ms")).isFalse();
    assertThat(transitions.at("/1/on_vf_ms").isNumber()).isTrue();
  }

  @Test
  void theTableHasARowForEachTransitionAndSaysWhatFailed() {
    String text = RevokeText.of(run.report());
    assertThat(text)
        .containsPattern("(?m)^1  revoke +0\\.5 +263 +- ")
        .containsPattern("(?m)^1  restore +\\d\\.\\d +150 +4\\d ")
        .contains("1 revoke: 0 lost in the host, 0 in the guest before any leg, 25 in the guest's")
        .contains("UDP sent                      1259")
        .endsWith("FAILED  50 datagrams to the guest were lost\n");
  }

  @Test
  void theTableSaysThatAllIsWell() {
    assertThat(RevokeText.of(run.surprise().report()))
        .endsWith("ok: everything is as it must be.\n");
  }
}
