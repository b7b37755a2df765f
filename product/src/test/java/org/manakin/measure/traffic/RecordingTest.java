package org.manakin.measure.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The figures expected were computed from the same recording by another program. */
class RecordingTest {
  private static final double MILLI = 1e6;

  private final Recording run = new Recording();

  @Test
  void findsWhatAStoppedDataPathLost() {
    PacketFlow flow = run.datagrams(1, 0);
    assertThat(flow.sent()).isEqualTo(627);
    assertThat(flow.arrivals().count()).isEqualTo(577);
    assertThat(flow.lost().count()).isEqualTo(50);
    for (long stall : run.stalls()) {
      assertThat(flow.lost().count(stall - 3_000_000, stall + 110_000_000)).isEqualTo(25);
    }
    assertThat(flow.duplicated().count()).isZero();
    assertThat(flow.reordered().count()).isZero();
    assertThat(flow.unknown()).isZero();
  }

  @Test
  void findsTheGapThatTheyLeft() {
    Gap gap = run.datagrams(1, 0).arrivals().longestGap(0, Long.MAX_VALUE);
    assertThat(gap.nanos() / MILLI).isCloseTo(102.5513, within(0.001));
    assertThat((double) gap.to()).isCloseTo(3_051_574_327_026.0, within(1000.0));
  }

  @Test
  void findsNothingWrongOnTheOtherWay() {
    PacketFlow flow = run.datagrams(0, 1);
    assertThat(flow.sent()).isEqualTo(632);
    assertThat(flow.lost().count()).isZero();
    assertThat(flow.duplicated().count()).isZero();
    assertThat(flow.reordered().count()).isZero();
    // What the guest had posted went on when the data path did.
    assertThat(flow.arrivals().longestGap(0, Long.MAX_VALUE).nanos() / MILLI)
        .isCloseTo(103.4887, within(0.001));
  }

  @Test
  void knowsHowLongProbesTook() {
    PacketFlow probes = run.probes();
    assertThat(probes.lost().count()).isEqualTo(50);
    long[] trips = probes.trips();
    assertThat(trips).hasSize(577).isSorted();
    assertThat(trips[(trips.length + 1) / 2 - 1] / 1000.0).isCloseTo(1425, within(1.0));
    assertThat(trips[trips.length - 1] / 1000.0).isCloseTo(104_215, within(3.0));
  }

  @Test
  void comparesTheEndsOfStreams() {
    EndCounts first = run.counts(0);
    EndCounts second = run.counts(1);
    assertThat(first.outgoing()).hasSize(2);
    assertThat(first.streamsLost(second)).isZero();
    assertThat(second.streamsLost(first)).isZero();
    assertThat(first.bytesCorrupted()).isZero();
    assertThat(first.streamBytes()).isEqualTo(249_856 + 249_856);
    assertThat(first.incoming().get(0))
        .isEqualTo(new EndCounts.StreamEnd(249_856, "11679722", 0, true));
  }

  @Test
  void seesAStreamStandStill() {
    assertThat(run.stream(1, 0).count()).isEqualTo(55);
    assertThat(run.stream(1, 0).longestGap(0, Long.MAX_VALUE).nanos() / MILLI)
        .isCloseTo(126.8506, within(0.01));
    assertThat(run.stream(0, 1).longestGap(0, Long.MAX_VALUE).nanos() / MILLI)
        .isCloseTo(83.9039, within(0.01));
  }
}
