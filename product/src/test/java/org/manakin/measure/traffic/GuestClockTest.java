package org.manakin.measure.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GuestClockTest {
  private static final double EPOCH = 1.795373327213983E15;

  @Test
  void followsAClockThatRunsFast() {
    GuestClock clock =
        GuestClock.of(
            new ClockSample(1_000_000_000, EPOCH, 100_000),
            new ClockSample(11_000_000_000L, EPOCH + 10_000_500, 300_000));
    assertThat(clock.drift()).isCloseTo(50, within(0.01));
    assertThat(clock.hostNanos(EPOCH)).isEqualTo(1_000_000_000);
    assertThat(clock.hostNanos(EPOCH + 5_000_250)).isEqualTo(6_000_000_000L);
    assertThat(clock.uncertaintyNanos()).isEqualTo(300_000);
  }

  @Test
  void refusesAClockThatWasSetBack() {
    assertThatThrownBy(
            () -> GuestClock.of(new ClockSample(1, EPOCH, 1), new ClockSample(2, EPOCH - 5, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("went back by 5");
  }
}
