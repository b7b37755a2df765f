package org.manakin.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The samples were printed by iperf3 of Debian 13, in a guest. */
class Iperf3Test {
  @Test
  void readsTcp() throws IOException {
    Iperf3 result = Iperf3.parse(sample("tcp"));
    assertThat(result.sentBitsPerSecond()).isCloseTo(80_488_005.2, within(0.1));
    assertThat(result.receivedBitsPerSecond()).isCloseTo(80_358_102.2, within(0.1));
    assertThat(result.lostPercent()).isEmpty();
  }

  @Test
  void readsUdpWithItsLoss() throws IOException {
    ObjectNode sample = (ObjectNode) new ObjectMapper().readTree(sample("udp"));
    ((ObjectNode) sample.at("/end/sum_received")).put("lost_percent", 12.5);
    Iperf3 result = Iperf3.parse(sample.toString());
    assertThat(result.sentBitsPerSecond()).isCloseTo(21_018_832.5, within(0.1));
    assertThat(result.receivedBitsPerSecond()).isCloseTo(20_779_641.4, within(0.1));
    assertThat(result.lostPercent()).hasValue(12.5);
  }

  @Test
  void readsUdpOfOldVersionsWhichHaveOneSum() throws IOException {
    ObjectNode sample = (ObjectNode) new ObjectMapper().readTree(sample("udp"));
    ((ObjectNode) sample.get("end")).remove("sum_sent");
    ((ObjectNode) sample.get("end")).remove("sum_received");
    Iperf3 result = Iperf3.parse(sample.toString());
    assertThat(result.receivedBitsPerSecond()).isCloseTo(21_018_832.5, within(0.1));
    assertThat(result.lostPercent()).hasValue(0);
  }

  @Test
  void handsOnItsReason() {
    assertThatThrownBy(() -> Iperf3.parse(sample("refused")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Connection refused");
  }

  @Test
  void refusesWhatIsNoResult() {
    assertThatThrownBy(() -> Iperf3.parse("iperf3: not found"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("iperf3: not found");
    assertThatThrownBy(() -> Iperf3.parse("{}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no result");
  }

  private static String sample(String name) throws IOException {
    try (InputStream in = Iperf3Test.class.getResourceAsStream("iperf3-" + name + ".json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
