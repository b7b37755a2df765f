package org.manakin.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InterfaceCountersTest {
  private static final String TEXT =
      """
      rx_errors:0
      rx_missed_errors:7
      tx_packets:9
      NIC statistics:
           hc_rx_discards_no_wqe: 7
           hc_rx_err_vport_disabled: 3
           hc_tx_err_mtu_violation: 2
           tx_cq_err: 1
           tx_cqe_unknown_type: 0
           tx_0_packets: 9
      """;

  @Test
  void readsBothKindsAndSkipsHeadings() {
    InterfaceCounters counters = InterfaceCounters.parse(TEXT);
    assertThat(counters.get("tx_packets")).isEqualTo(9);
    assertThat(counters.get("tx_0_packets")).isEqualTo(9);
    assertThat(counters.get("unheard of")).isZero();
    assertThat(counters.values()).hasSize(9);
  }

  @Test
  void anErrorIsWhatWentWrongAndNotALackOfBuffers() {
    InterfaceCounters counters = InterfaceCounters.parse(TEXT);
    assertThat(counters.errors())
        .containsOnly(Map.entry("hc_tx_err_mtu_violation", 2L), Map.entry("tx_cq_err", 1L));
    assertThat(counters.drops()).isEqualTo(7);
  }

  @Test
  void countsSinceEarlier() {
    InterfaceCounters before = InterfaceCounters.parse("tx_packets:4\ntx_cq_err: 1\n");
    InterfaceCounters change = InterfaceCounters.parse(TEXT).since(before);
    assertThat(change.get("tx_packets")).isEqualTo(5);
    assertThat(change.errors()).doesNotContainKey("tx_cq_err");
  }
}
