package org.manakin.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmbeddedPairTest {
  @Test
  void measuresEverythingBothWaysAndFindsNoErrors() {
    PairReport report = EmbeddedPair.measure();
    assertThat(report.failures()).isEmpty();
    assertThat(report.ends())
        .hasSize(2)
        .allSatisfy(end -> {
          assertThat(end.driver()).isEqualTo("manakin");
          assertThat(end.link()).isEqualTo("up, 200 Gb/s");
          assertThat(end.figures()).containsOnlyKeys(Figure.values());
          assertThat(end.figures())
              .containsEntry(Figure.ERRORS, 0.0)
              .containsEntry(Figure.DROPS, 0.0)
              .containsEntry(Figure.UDP_LOSS_PERCENT, 0.0)
              .containsEntry(Figure.UDP6_LOSS_PERCENT, 0.0);
          assertThat(end.figures().get(Figure.TCP_GBPS)).isPositive();
          assertThat(end.figures().get(Figure.TCP6_GBPS)).isPositive();
          assertThat(end.figures().get(Figure.PING_LARGE_MS)).isPositive();
        });
    assertThat(report.ends().get(1).figures().get(Figure.PACKETS_RECEIVED))
        .isEqualTo(report.ends().get(0).figures().get(Figure.PACKETS_SENT));
  }
}
