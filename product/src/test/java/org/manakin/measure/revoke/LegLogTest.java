package org.manakin.measure.revoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.manakin.measure.revoke.LegLog.Stretch;
import org.manakin.measure.revoke.LegSample.Path;

class LegLogTest {
  private final LegLog log =
      new LegLog(
          List.of(
              new LegSample(0, Path.VF, 10, 10, 0, 0),
              new LegSample(10, Path.VF, 20, 20, 0, 0),
              new LegSample(20, Path.HELD, 20, 20, 1, 0),
              new LegSample(30, Path.SYNTHETIC, 20, 20, 2, 6),
              new LegSample(40, Path.SYNTHETIC, 20, 20, 3, 7),
              new LegSample(50, Path.VF, 20, 21, 3, 7)));

  @Test
  void samplesOfTheSamePathAreOneStretch() {
    assertThat(log.stretches(0, 60))
        .containsExactly(
            new Stretch(Path.VF, 0, 20),
            new Stretch(Path.HELD, 20, 30),
            new Stretch(Path.SYNTHETIC, 30, 50),
            new Stretch(Path.VF, 50, 60));
  }

  @Test
  void stretchesAreCutAtTheTimesAskedFor() {
    assertThat(log.stretches(15, 35))
        .containsExactly(
            new Stretch(Path.VF, 15, 20),
            new Stretch(Path.HELD, 20, 30),
            new Stretch(Path.SYNTHETIC, 30, 35));
    assertThat(log.nanosOn(Path.SYNTHETIC, 15, 35)).isEqualTo(5);
    assertThat(log.nanosOn(Path.NOWHERE, 0, 60)).isZero();
  }

  @Test
  void theFirstFrameOnTheVfIsWhenItsCountersMove() {
    assertThat(log.firstOnVf(35, 60)).isEqualTo(50);
    assertThat(log.firstOnVf(35, 45)).isEqualTo(-1);
    assertThat(log.firstOnVf(5, 60)).isEqualTo(10);
    assertThat(log.firstOnVf(70, 80)).isEqualTo(-1);
  }
}
