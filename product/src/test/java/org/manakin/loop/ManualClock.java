package org.manakin.loop;

import org.manakin.observe.Clock;

/** Time that passes when the test says so. */
final class ManualClock implements Clock {
  private long now = 1_000_000_000_000L;

  @Override
  public long nanos() {
    return now;
  }

  void advanceMicros(long micros) {
    now += micros * 1_000;
  }
}
