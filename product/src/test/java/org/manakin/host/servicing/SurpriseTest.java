package org.manakin.host.servicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.host.servicing.OperationException.Reason;

/** A data path that stops, and an adapter that dies. */
class SurpriseTest {
  @TempDir Path folder;
  private Rig rig;

  @BeforeEach
  void up() {
    rig = new Rig(folder, 1).up();
  }

  private Transition surprise() throws OperationException {
    Transition revoke = rig.vf().revoke(RevokeMode.SURPRISE);
    assertThat(revoke.outcome()).isEqualTo(Transition.Outcome.DONE);
    assertThat(revoke.millis(Step.DATA_PATH_STOPPED)).hasValue(0);
    assertThat(rig.vf().state()).isEqualTo(VfState.REVOKED);
    return revoke;
  }

  @Test
  void sendsThatDoNotMoveAreNoticedAndCompleted() throws OperationException {
    Transition revoke = surprise();
    assertThat(revoke.millis(Step.NOTICED)).hasValue(100);
    assertThat(revoke.steps())
        .extracting(Step::name)
        .containsSubsequence(
            Step.DATA_PATH_STOPPED, Step.NOTICED, Step.LINK_DOWN, Step.MIGRATE, Step.REVOKED);
    assertThat(rig.path().givenUp).as("again until the driver is gone").isGreaterThan(10);
    assertThat(rig.path().stalled).isTrue();
    rig.vf().restore();
    assertThat(rig.path().stalled).isFalse();
  }

  @Test
  void sendsThatStillMoveCountFromTheLastOne() throws OperationException {
    for (int i = 10; i <= 50; i += 10) {
      rig.in(i, () -> rig.path().progress++);
    }
    assertThat(surprise().millis(Step.NOTICED)).hasValue(150);
  }

  @Test
  void framesForTheGuestThatAreLostAreNoticed() throws OperationException {
    rig.in(0.5, () -> rig.path().sending = false);
    rig.in(40, () -> rig.path().lost++);
    assertThat(surprise().millis(Step.NOTICED)).hasValue(140);
  }

  @Test
  void nobodyUsesIt() throws OperationException {
    rig.in(0.5, () -> rig.path().sending = false);
    Transition revoke = surprise();
    assertThat(revoke.millis(Step.NOTICED)).isEmpty();
    assertThat(revoke.millis(Step.LINK_DOWN)).hasValue(500);
  }

  @Test
  void aStuckGuestsSendsAreCompletedAsLongAsItTakes() throws OperationException {
    rig.qemu.ejectMillis = 35_000;
    OperationException stuck =
        catchThrowableOfType(OperationException.class, () -> rig.vf().revoke(RevokeMode.SURPRISE));
    assertThat(stuck.reason()).isEqualTo(Reason.TIMED_OUT);
    int before = rig.path().givenUp;
    rig.machine.tick();
    assertThat(rig.path().givenUp).isEqualTo(before + 1);
    rig.passMillis(6_000);
    rig.machine.tick();
    assertThat(rig.vf().state()).isEqualTo(VfState.REVOKED);
    assertThat(rig.vf().restore().state()).isEqualTo(VfState.ACTIVE);
    assertThat(rig.path().stalled).isFalse();
  }

  @Test
  void aDeadAdapterTellsNobodyUntilItIsTakenAway() throws OperationException {
    Transition death = rig.vf().revoke(RevokeMode.DEAD);
    assertThat(death.millis(Step.DIED)).hasValue(1);
    assertThat(death.state()).isEqualTo(VfState.DEAD);
    assertThat(rig.path().raised).isEmpty();
    assertThat(rig.qemu.migrates).isZero();
    for (RevokeMode mode : new RevokeMode[] {RevokeMode.SURPRISE, RevokeMode.DEAD}) {
      OperationException refused =
          catchThrowableOfType(OperationException.class, () -> rig.vf().revoke(mode));
      assertThat(refused.reason()).isEqualTo(Reason.REFUSED_IN_STATE);
    }
    OperationException refused =
        catchThrowableOfType(OperationException.class, () -> rig.vf().restore());
    assertThat(refused).hasMessageContaining("revoke it as planned first");
    assertThat(rig.vf().revoke(RevokeMode.PLANNED).state()).isEqualTo(VfState.REVOKED);
    assertThat(rig.vf().restore().state()).isEqualTo(VfState.ACTIVE);
  }

  @Test
  void aResetBringsADeadAdapterBack() throws OperationException {
    rig.vf().revoke(RevokeMode.DEAD);
    rig.path().lost();
    assertThat(rig.vf().state()).isEqualTo(VfState.OFFERED);
    rig.path().driverComes();
    assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
  }

  @Test
  void deathNeedsNoMonitor() throws OperationException {
    rig = new Rig(folder, 2, false).up();
    rig.vf().revoke(RevokeMode.DEAD);
    assertThat(rig.vfs).extracting(VfControl::state).containsExactly(VfState.DEAD, VfState.ACTIVE);
  }
}
