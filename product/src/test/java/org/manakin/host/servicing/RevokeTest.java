package org.manakin.host.servicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.host.servicing.Monitor.Migration;
import org.manakin.host.servicing.OperationException.Reason;

class RevokeTest {
  @TempDir Path folder;
  private Rig rig;

  @BeforeEach
  void up() {
    rig = new Rig(folder, 1).up();
  }

  private OperationException refused(RevokeMode mode) {
    return catchThrowableOfType(OperationException.class, () -> rig.vf().revoke(mode));
  }

  private OperationException refused() {
    return refused(RevokeMode.PLANNED);
  }

  @Test
  void aCycleAsItWasSeenOn612() throws OperationException {
    rig.moves.clear();
    Transition revoke = rig.vf().revoke(RevokeMode.PLANNED);
    assertThat(revoke.outcome()).isEqualTo(Transition.Outcome.DONE);
    assertThat(revoke.state()).isEqualTo(VfState.REVOKED);
    assertThat(revoke.steps())
        .extracting(Step::name)
        .containsExactly(
            Step.LINK_DOWN,
            Step.MIGRATE,
            Step.UNPLUG_ASKED,
            Step.RECEIVE_OFF,
            Step.RELEASED,
            Step.REVOKED);
    // 6.12 ignores the link: 30 ms are waited for nothing
    assertThat(revoke.millis(Step.MIGRATE)).hasValue(30);
    assertThat(revoke.millis(Step.RECEIVE_OFF)).hasValue(39);
    assertThat(revoke.millis(Step.RELEASED)).hasValue(115);
    assertThat(rig.qemu.cancels).isZero();
    assertThat(Files.exists(rig.sink)).as("a socket that nobody needs any more").isFalse();

    Transition restore = rig.vf().restore();
    assertThat(restore.outcome()).isEqualTo(Transition.Outcome.DONE);
    assertThat(restore.steps())
        .extracting(Step::name)
        .containsExactly(Step.CANCEL, Step.CANCELLED, Step.CLAIMED, Step.RECEIVE_ON);
    assertThat(restore.millis(Step.RECEIVE_ON)).hasValue(147);
    assertThat(rig.qemu.forgets).as("QEMU's parameters put back").isPositive();
    assertThat(rig.moves)
        .containsExactly("nic0 REVOKING", "nic0 REVOKED", "nic0 RESTORING", "nic0 ACTIVE");
    assertThat(rig.vf().history()).containsExactly(revoke, restore).isEqualTo(rig.ended);
  }

  @Test
  void aDriverThatFollowsTheLinkSendsElsewhereBeforeItGoes() throws OperationException {
    rig.path().follows = true;
    Transition revoke = rig.vf().revoke(RevokeMode.PLANNED);
    assertThat(revoke.millis(Step.SENDS_ON_SYNTHETIC)).hasValue(2);
    assertThat(revoke.millis(Step.MIGRATE)).hasValue(2);
    assertThat(revoke.before()).containsEntry("synthetic_from_guest", 0L);
    assertThat(revoke.after()).containsEntry("synthetic_from_guest", 1L);
  }

  @Test
  void twiceInARowIsRefused() throws OperationException {
    rig.vf().revoke(RevokeMode.PLANNED);
    assertThat(refused()).hasMessageContaining("restore it first");
    assertThat(refused().reason()).isEqualTo(Reason.REFUSED_IN_STATE);
    assertThat(rig.qemu.migrates).isEqualTo(1);
    assertThat(rig.vf().state()).isEqualTo(VfState.REVOKED);
  }

  @Test
  void nothingIsDoneWithoutAMonitorThatIsFreeAndAGuestThatRuns() {
    rig.qemu.running = false;
    assertThat(refused().reason()).isEqualTo(Reason.MACHINE_NOT_RUNNING);
    rig.qemu.running = true;
    rig.qemu.migration = Migration.ACTIVE;
    assertThat(refused().reason()).isEqualTo(Reason.MIGRATION_RUNNING);
    rig.qemu.alive = false;
    assertThat(refused().reason()).isEqualTo(Reason.MONITOR_LOST);
    rig = new Rig(folder, 1, false).up();
    assertThat(refused().reason()).isEqualTo(Reason.NO_MONITOR);
    assertThat(rig.path().raised).isEmpty();
    assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
  }

  @Test
  void whatQemuRefusesIsUndone() {
    rig.qemu.refusal = "not now";
    OperationException refused = refused(RevokeMode.SURPRISE);
    assertThat(refused.reason()).isEqualTo(Reason.REFUSED_BY_QEMU);
    assertThat(refused).hasMessageContaining("not now");
    assertThat(refused.transition().orElseThrow().outcome()).isEqualTo(Transition.Outcome.FAILED);
    assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
    assertThat(rig.path().stalled).isFalse();
    assertThat(rig.path().raised).containsExactly(VfEvent.LINK_DOWN, VfEvent.LINK_UP);
    assertThat(Files.exists(rig.sink)).isFalse();
  }

  @Test
  void aDeviceThatQemuDoesNotUnplugIsLeftAlone() {
    rig.qemu.unplugs = false;
    OperationException refused = refused();
    assertThat(refused.reason()).isEqualTo(Reason.NOT_A_FAILOVER_PRIMARY);
    assertThat(refused).hasMessageContaining("failover_pair_id");
    assertThat(rig.qemu.cancels).isEqualTo(1);
    assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
  }

  @Test
  void aGuestThatNeverEjectsIsStuckAndNeverCancelled() {
    rig.qemu.ejectMillis = -1;
    OperationException refused = refused();
    assertThat(refused.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(refused.transition().orElseThrow().millis(Step.STUCK).orElseThrow())
        .isBetween(30_000.0, 30_100.0);
    assertThat(rig.vf().state()).isEqualTo(VfState.STUCK);
    OperationException restore =
        catchThrowableOfType(OperationException.class, () -> rig.vf().restore());
    assertThat(restore.reason()).isEqualTo(Reason.REFUSED_IN_STATE);
    assertThat(refused().reason()).isEqualTo(Reason.REFUSED_IN_STATE);
    assertThat(rig.qemu.cancels).isZero();
    assertThat(Files.exists(rig.sink)).isFalse();
  }

  @Test
  void aLateEjectIsRecognisedAndRestored() throws OperationException {
    rig.qemu.ejectMillis = 40_000;
    assertThat(refused().reason()).isEqualTo(Reason.TIMED_OUT);
    rig.machine.tick();
    assertThat(rig.vf().state()).isEqualTo(VfState.STUCK);
    rig.passMillis(10_500);
    rig.machine.tick();
    assertThat(rig.vf().state()).isEqualTo(VfState.REVOKED);
    assertThat(rig.vf().restore().outcome()).isEqualTo(Transition.Outcome.DONE);
    assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
  }

  @Test
  void aMigrationThatFailsInTheEndLeavesTheGuestItsVf() {
    rig.qemu.ejectMillis = -1;
    assertThat(refused().reason()).isEqualTo(Reason.TIMED_OUT);
    rig.qemu.migration = Migration.FAILED;
    rig.machine.tick();
    assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
    assertThat(rig.path().raised).endsWith(VfEvent.LINK_UP);
    rig.in(35, () -> rig.qemu.migration = Migration.FAILED);
    assertThat(refused().reason()).isEqualTo(Reason.REFUSED_BY_QEMU);
    assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
  }

  @Test
  void aQemuThatGivesTheVfBackUnaskedIsBelieved() throws OperationException {
    rig.vf().revoke(RevokeMode.PLANNED);
    rig.qemu.migration = Migration.FAILED;
    rig.path().driverComes();
    rig.machine.tick();
    assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
    rig.qemu.migration = Migration.NONE;
    assertThat(rig.vf().revoke(RevokeMode.PLANNED).outcome()).isEqualTo(Transition.Outcome.DONE);
  }

  @Test
  void qemuEndsInTheMidst() throws OperationException {
    rig.in(33, rig.qemu::dies);
    OperationException lost = refused();
    assertThat(lost.reason()).isEqualTo(Reason.MONITOR_LOST);
    assertThat(rig.vf().state()).isEqualTo(VfState.OFFERED);
    assertThat(Files.exists(rig.sink)).isFalse();
  }

  @Test
  void qemuEndsWhileRevokedOrStuck() throws OperationException {
    rig.vf().revoke(RevokeMode.PLANNED);
    rig.qemu.dies();
    rig.machine.tick();
    assertThat(rig.vf().state()).isEqualTo(VfState.OFFERED);

    rig = new Rig(folder, 1).up();
    rig.qemu.ejectMillis = -1;
    assertThat(refused().reason()).isEqualTo(Reason.TIMED_OUT);
    rig.qemu.dies();
    rig.machine.tick();
    assertThat(rig.vf().state()).isEqualTo(VfState.OFFERED);
  }

  @Test
  void aMonitorThatIsLostWhileQemuGoesOnIsFoundAgain() {
    rig.in(32, () -> rig.qemu.connectionBreaks = true);
    OperationException lost = refused();
    assertThat(lost.reason()).isEqualTo(Reason.MONITOR_LOST);
    assertThat(rig.vf().state()).isEqualTo(VfState.STUCK);
    rig.passMillis(300);
    rig.machine.tick();
    assertThat(rig.vf().state()).isEqualTo(VfState.REVOKED);
  }

  @Test
  void aGuestThatRebootsWhileRevokedStaysRevoked() throws OperationException {
    rig.vf().revoke(RevokeMode.PLANNED);
    rig.path().lost(); // the hidden device gets its reset
    rig.machine.tick();
    assertThat(rig.vf().state()).isEqualTo(VfState.REVOKED);
    assertThat(rig.vf().restore().state()).isEqualTo(VfState.ACTIVE);
  }

  @Test
  void onlyOneOperationAtATime() throws OperationException {
    rig.in(
        35,
        () -> {
          OperationException busy =
              Rig.elsewhere(
                  () -> catchThrowableOfType(OperationException.class, rig.vf()::restore));
          assertThat(busy.reason()).isEqualTo(Reason.BUSY);
          assertThat(rig.vf().state()).isEqualTo(VfState.REVOKING);
        });
    assertThat(rig.vf().revoke(RevokeMode.PLANNED).outcome()).isEqualTo(Transition.Outcome.DONE);
  }

  @Test
  void aLookAtHowThingsAreIsWaitedFor() throws Exception {
    rig.vf().revoke(RevokeMode.PLANNED);
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch seen = new CountDownLatch(1);
    rig.qemu.whenAsked =
        () -> {
          looking.countDown();
          await(seen);
        };
    Thread looker = Thread.ofPlatform().start(rig.machine::tick);
    await(looking);
    rig.qemu.whenAsked = () -> {};
    FutureTask<Transition> restore = new FutureTask<>(rig.vf()::restore);
    Thread restorer = Thread.ofPlatform().start(restore);
    while (restorer.getState() != Thread.State.WAITING && !restore.isDone()) {
      Thread.onSpinWait();
    }
    seen.countDown();
    assertThat(restore.get().outcome()).isEqualTo(Transition.Outcome.DONE);
    looker.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoeverIsInterruptedLeavesItToTheMachine() {
    rig.in(50, () -> Thread.currentThread().interrupt());
    assertThat(refused().reason()).isEqualTo(Reason.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(rig.vf().state()).isEqualTo(VfState.STUCK);
    rig.passMillis(400);
    rig.machine.tick();
    assertThat(rig.vf().state()).isEqualTo(VfState.REVOKED);
  }

  @Test
  void allNicsOfAMachineGoTogether() throws OperationException {
    rig = new Rig(folder, 2).up();
    Transition revoke = rig.vf().revoke(RevokeMode.PLANNED);
    assertThat(revoke.also()).containsExactly("nic1");
    assertThat(rig.vfs).extracting(VfControl::state).containsOnly(VfState.REVOKED);
    rig.vfs.get(1).restore();
    assertThat(rig.vfs).extracting(VfControl::state).containsOnly(VfState.ACTIVE);
    assertThat(rig.paths.get(1).raised).containsExactly(VfEvent.LINK_DOWN);
  }

  @Test
  void aVfThatNoDriverHasGoesToo() throws OperationException {
    rig = new Rig(folder, 1);
    assertThat(rig.vf().state()).isEqualTo(VfState.OFFERED);
    Transition revoke = rig.vf().revoke(RevokeMode.PLANNED);
    assertThat(revoke.steps()).extracting(Step::name).doesNotContain(Step.LINK_DOWN);
    assertThat(rig.vf().state()).isEqualTo(VfState.REVOKED);
  }

  @Test
  void whatQemuHasNotPluggedIsLeftAlone() throws OperationException {
    rig = new Rig(folder, 2);
    rig.path().driverComes();
    rig.paths.get(1).plugged = false;
    assertThat(rig.vf().revoke(RevokeMode.PLANNED).also()).isEmpty();
    assertThat(rig.vfs)
        .extracting(VfControl::state)
        .containsExactly(VfState.REVOKED, VfState.OFFERED);
    rig.vf().restore();
    rig.path().lost();
    rig.path().plugged = false;
    assertThat(refused()).hasMessageContaining("QEMU has not plugged it");
    assertThat(rig.qemu.migrates).isEqualTo(1);
  }

  @Test
  void aHostThatEndsTakesItsVfsAwayIfItCan() {
    rig = new Rig(folder, 2).up();
    rig.machine.withdraw(Duration.ofSeconds(3));
    assertThat(rig.vfs).extracting(VfControl::state).containsOnly(VfState.REVOKED);
    assertThat(rig.qemu.migrates).isEqualTo(1);

    rig = new Rig(folder, 1).up();
    rig.qemu.ejectMillis = -1;
    rig.machine.withdraw(Duration.ofSeconds(3));
    assertThat(rig.vf().state()).isEqualTo(VfState.STUCK);
    assertThat(rig.ended.getFirst().millis(Step.STUCK).orElseThrow()).isBetween(3_000.0, 3_100.0);

    rig = new Rig(folder, 1, false).up();
    rig.machine.withdraw(Duration.ofSeconds(3));
    assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
  }
}
