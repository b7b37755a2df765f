package org.manakin.measure.revoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.manakin.measure.traffic.TrafficResult;

class RevokeReportTest {
  private final ReportFixture run = new ReportFixture();

  private static TrafficResult with(TrafficResult old, int streamsLost, long corrupted) {
    return new TrafficResult(
        old.fromFirst(), // nothing is lost there
        old.fromFirst(),
        old.probes(),
        old.streamsToFirst(),
        old.streamsFromFirst(),
        old.streamBytes(),
        streamsLost,
        corrupted,
        0,
        0);
  }

  @Test
  void totalsAreTheSumsOfTheTransitions() {
    RevokeReport report = run.report();
    assertThat(report.cycles()).isEqualTo(1);
    assertThat(report.udpSent()).isEqualTo(627 + 632);
    assertThat(report.udpLostToGuest()).isEqualTo(50);
    assertThat(report.udpLostFromGuest()).isZero();
    assertThat(report.transitions().stream().mapToInt(TransitionReport::lost).sum())
        .isEqualTo(report.udpLostToGuest() + report.udpLostFromGuest() - report.udpLostBefore());
    assertThat(report.udpLostBefore()).isZero();
    assertThat(report.gaps().count()).isEqualTo(2);
    assertThat(report.onVf().count()).isEqualTo(1);
  }

  @Test
  void aPlannedRevokeMustNotLoseWhatIsForTheGuest() {
    assertThat(run.report().failures()).containsExactly("50 datagrams to the guest were lost");
    assertThat(run.report().ok()).isFalse();
  }

  @Test
  void aSurpriseMayLoseDatagrams() {
    assertThat(run.surprise().report().failures()).isEmpty();
    assertThat(run.report().ok()).isTrue();
  }

  @Test
  void connectionsAndBytesMustNeverBeLost() {
    assertThat(run.report(with(run.traffic, 2, 0), List.of()).failures())
        .contains("2 TCP connections were lost");
    assertThat(run.report(with(run.traffic, 0, 3), List.of()).failures())
        .contains("3 bytes were corrupted");
    assertThat(run.report(with(run.traffic, 0, 0), List.of()).failures()).isEmpty();
  }

  @Test
  void whatTheHostCountedAsLostIsAFailure() {
    run.counted(Map.of("vm1/endpoint/frames/dropped_hold_frames", 7L));
    assertThat(run.report().failures())
        .contains("7 datagrams were lost in the host, by its counters");
  }

  @Test
  void whatBrokeIsToldFirst() {
    assertThat(run.report(with(run.traffic, 0, 0), List.of("vm1: BUG: something")).failures())
        .containsExactly("vm1: BUG: something");
  }

  @Test
  void missingCyclesAndSlownessAreFailures() {
    RevokeReport report = run.report(with(run.traffic, 0, 0), List.of());
    RevokeReport none =
        new RevokeReport(
            new RevokePlan(
                "6.12",
                2,
                5,
                report.plan().mode(),
                report.plan().onVf(),
                report.plan().onSynthetic(),
                report.plan().load(),
                new RevokePlan.Limits(50, 10)),
            report.release(),
            report.traffic(),
            report.legs(),
            report.transitions(),
            report.begun(),
            report.ended(),
            List.of());
    assertThat(none.failures())
        .hasSize(3)
        .anyMatch(line -> line.equals("1 of 5 cycles were done"))
        .anyMatch(line -> line.contains("longest gaps is"))
        .anyMatch(line -> line.contains("traffic on the VF is"));
  }
}
