package org.manakin.measure.revoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.manakin.host.servicing.Operation;

class AttributionTest {
  private final ReportFixture run = new ReportFixture();

  @Test
  void eachTransitionGetsWhatWasSentFromItsBeginningOn() {
    TransitionReport revoke = run.transitions().getFirst();
    TransitionReport restore = run.transitions().getLast();
    assertThat(revoke.operation()).isEqualTo(Operation.REVOKE);
    assertThat(revoke.lostToGuest()).isEqualTo(25);
    assertThat(restore.lostToGuest()).isEqualTo(25);
    assertThat(revoke.lostFromGuest() + restore.lostFromGuest()).isZero();
    assertThat(revoke.at()).isCloseTo(500, within(1e-9));
    assertThat(revoke.took()).isCloseTo(263, within(1e-9));
  }

  @Test
  void whatWasSentIsTheSentOfItsTime() {
    TransitionReport revoke = run.transitions().getFirst();
    assertThat(revoke.sent())
        .isEqualTo(
            run.traffic.toFirst().sent(run.revoked, run.restored)
                + run.traffic.fromFirst().sent(run.revoked, run.restored))
        .isBetween(170, 230); // 0.4 s at 250 a second each way
  }

  @Test
  void theGapIsTheOneOfTheRecording() {
    TransitionReport.Gaps gaps = run.transitions().getLast().gaps();
    assertThat(gaps.toGuest()).isCloseTo(102.5513, within(0.001));
    assertThat(gaps.longest()).isGreaterThanOrEqualTo(gaps.probe());
    assertThat(gaps.longest()).isGreaterThanOrEqualTo(gaps.stream());
  }

  @Test
  void pathsAreTimed() {
    TransitionReport revoke = run.transitions().getFirst();
    assertThat(revoke.held()).isCloseTo(80, within(2.1));
    assertThat(revoke.vf()).isCloseTo(20, within(2.1));
    assertThat(revoke.vf() + revoke.held() + revoke.synthetic())
        .isCloseTo((run.restored - run.revoked) / 1e6, within(1e-6));
    assertThat(revoke.onVf()).isEmpty();
    assertThat(run.transitions().getLast().onVf().orElseThrow()).isCloseTo(40, within(2.1));
  }

  @Test
  void theHostIsBlamedFirst() {
    run.counted(
        Map.of("vm1/endpoint/frames/dropped_hold_frames", 7L, "vm1/endpoint/frames/held", 9L));
    TransitionReport revoke = run.transitions().getFirst();
    assertThat(revoke.losses()).containsOnlyKeys("vm1/endpoint/frames/dropped_hold_frames");
    assertThat(revoke.heldFrames()).isEqualTo(9);
    assertThat(revoke.lostInHost()).isEqualTo(7);
    assertThat(revoke.lostInRings()).isEqualTo(18);
    assertThat(revoke.lostBeforeLegs()).isZero();
  }

  @Test
  void theHostIsNotBlamedForMoreThanWasLost() {
    run.counted(Map.of("vm2/endpoint/vf/from_guest/dropped_unknown", 1000L));
    TransitionReport revoke = run.transitions().getFirst();
    assertThat(revoke.lostInHost()).isEqualTo(revoke.lost());
    assertThat(revoke.lostInRings()).isZero();
  }
}
