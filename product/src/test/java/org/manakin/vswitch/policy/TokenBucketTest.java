package org.manakin.vswitch.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @ValueSource(longs = {1_000_000, 999_999_937, 100_000_000_000L, 1_000_000_000_000L})
  void inTheLongRunTheRateIsExact(long rate) {
    long burst = 1 << 20;
    TokenBucket bucket = new TokenBucket(0, rate, burst);
    long frame = 1500;
    long step = Math.max(1, frame * 8 * SECOND / rate / 3);
    long passed = 0;
    long now = 0;
    for (int i = 0; i < 1_000_000; i++) {
      now += step;
      for (int k = 0; k < 2; k++) {
        passed += bucket.take(now, frame) ? frame * 8 : 0;
      }
    }
    long allowed = burst + (long) ((double) now * rate / SECOND);
    assertThat(passed).isLessThanOrEqualTo(allowed);
    assertThat(Math.min(allowed, 2_000_000 * frame * 8) - passed).isLessThanOrEqualTo(frame * 16);
  }

  @Test
  void whatIsLargerThanTheBurstPassesWhenTheBucketIsFullAndLeavesADebt() {
    TokenBucket bucket = new TokenBucket(0, 8_000, 8_000);
    assertThat(bucket.take(0, 3_000)).isTrue();
    assertThat(bucket.take(2 * SECOND, 1)).isFalse();
    assertThat(bucket.take(2 * SECOND + 1_000_000, 1)).isTrue();
    assertThat(bucket.take(3 * SECOND, 3_000)).isFalse();
    assertThat(bucket.take(3 * SECOND + 2_000_000, 3_000)).isTrue();
  }

  @Test
  void aLongPauseFillsItOnce() {
    TokenBucket bucket = new TokenBucket(Long.MAX_VALUE - 5, 1_000_000_000_000L, 1L << 32);
    assertThat(bucket.take(Long.MAX_VALUE - 5, 1 << 29)).isTrue();
    assertThat(bucket.take(Long.MIN_VALUE + SECOND, 1 << 29)).isTrue();
    assertThat(bucket.take(Long.MIN_VALUE + SECOND, 1)).isFalse();
  }

  @Test
  void timeThatStandsGivesNothing() {
    TokenBucket bucket = new TokenBucket(0, 8_000_000, 8_000);
    assertThat(bucket.take(0, 1_000)).isTrue();
    assertThat(bucket.take(0, 1)).isFalse();
    assertThat(bucket.take(-5, 1)).isFalse();
    assertThat(bucket.take(1_000, 1)).isTrue();
  }
}
