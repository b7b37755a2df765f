package org.manakin.measure.revoke.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScaleTest {
  @Test
  void ticksAreRoundAndFew() {
    assertThat(new Scale(0, 733, 90, 0).ticks(4)).containsExactly(0.0, 200.0, 400.0, 600.0);
    assertThat(new Scale(-60, 400, 0, 100).ticks(12)).contains(-50.0, 0.0, 400.0).hasSize(10);
    assertThat(new Scale(0, 1, 0, 1).ticks(5)).hasSize(6);
  }

  @Test
  void valuesHaveTheirPlace() {
    assertThat(new Scale(0, 10, 100, 200).at(5)).isEqualTo(150);
    assertThat(new Scale(0, 10, 200, 100).at(10)).isEqualTo(100);
  }

  @Test
  void labelsAreShort() {
    assertThat(Scale.label(200)).isEqualTo("200");
    assertThat(Scale.label(0.2)).isEqualTo("0.2");
  }
}
