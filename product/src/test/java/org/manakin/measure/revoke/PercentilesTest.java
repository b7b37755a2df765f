package org.manakin.measure.revoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void areValuesThatWereMeasured() {
    Percentiles hundred =
        new Percentiles(IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray());
    assertThat(hundred.at(50)).isEqualTo(50);
    assertThat(hundred.at(99)).isEqualTo(99);
    assertThat(hundred.max()).isEqualTo(100);
    assertThat(hundred.count()).isEqualTo(100);
    assertThat(new Percentiles(new double[] {3, 1, 2}).at(50)).isEqualTo(2);
    assertThat(new Percentiles(new double[] {3, 1, 2}).at(99)).isEqualTo(3);
    assertThat(new Percentiles(new double[] {3, 1, 2}).at(0)).isEqualTo(1);
  }

  @Test
  void ofNothingThereAreNone() {
    assertThat(new Percentiles(new double[0]).at(50)).isNaN();
    assertThat(new Percentiles(new double[0]).max()).isNaN();
  }
}
