package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.manakin.host.HostEvents;
import org.manakin.host.control.NicStatus;
import org.manakin.host.servicing.Operation;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.host.servicing.VfState;
import org.manakin.lab.Lab;
import org.manakin.lab.provision.Progress;
import org.manakin.measure.revoke.LegacyReport;
import org.manakin.measure.revoke.LegacyScenario;
import org.manakin.measure.revoke.RevokePlan;
import org.manakin.measure.revoke.RevokeReport;
import org.manakin.measure.revoke.RevokeScenario;
import org.manakin.measure.revoke.TransitionReport;
import org.manakin.measure.traffic.TrafficLoad;

/** The scenarios of the command line, with few cycles. Times are reported, not judged. */
class RevokeScenarioIT {
  private static final int CYCLES = 3;
  private static final String KERNEL = "6.12";
  private static final RevokePlan PLAN =
      new RevokePlan(
          KERNEL,
          2,
          CYCLES,
          RevokeMode.PLANNED,
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          new TrafficLoad(1000, 200, 1000, 2, 500_000),
          new RevokePlan.Limits(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));

  @Test
  void aPlannedRevokeLosesNothingThatTheHostCouldHaveKept() throws IOException {
    Lab lab = Lab.open(Progress.SILENT);
    RevokeReport report;
    try (RevokeScenario scenario =
        RevokeScenario.start(lab, lab.kernel(KERNEL), PLAN, Progress.SILENT, HostEvents.NONE)) {
      report = scenario.run();
    }
    assertThat(report.failures()).isEmpty();
    assertThat(report.cycles()).isEqualTo(CYCLES);
    assertThat(report.traffic().streamsLost()).isZero();
    assertThat(report.traffic().streamBytes()).isGreaterThan(1_000_000);
    assertThat(report.traffic().bytesCorrupted()).isZero();
    assertThat(report.udpSent()).isGreaterThan(2_000);
    assertThat(report.udpLostToGuest()).isZero();
    assertThat(report.udpDuplicated()).isZero();
    assertThat(report.traffic().probes().duplicated().count()).isZero();
    // Otherwise it was not the VF that was taken away.
    for (TransitionReport one : report.transitions()) {
      if (one.operation() == Operation.REVOKE) {
        assertThat(one.synthetic()).isPositive();
        assertThat(one.heldFrames()).isPositive();
      } else {
        assertThat(one.onVf()).isPresent();
      }
    }
  }

  @Test
  void aMachineWithoutTheDriverHasItsNetwork() throws IOException {
    Lab lab = Lab.open(Progress.SILENT);
    try (LegacyScenario scenario =
        LegacyScenario.start(lab, lab.kernel(KERNEL), Progress.SILENT, HostEvents.NONE)) {
      LegacyReport report = scenario.run();
      assertThat(report.checks())
          .allSatisfy(check -> assertThat(check.ok()).as(check.toString()).isTrue());
      assertThat(report.nic().path()).isEqualTo(NicStatus.Path.SYNTHETIC);
      assertThat(report.nic().vf().orElseThrow().state()).isEqualTo(VfState.OFFERED);
      assertThat(report.nic().why()).contains("no driver has claimed it");
    }
  }
}
