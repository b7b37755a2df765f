package org.manakin.host.servicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.host.servicing.OperationException.Reason;
import org.manakin.host.servicing.Transition.Outcome;

/** Service events, what a restore waits for, and which operation goes in which state. */
class ServiceTest {
  @TempDir Path folder;
  private Rig rig;

  @BeforeEach
  void up() {
    rig = new Rig(folder, 1).up();
  }

  private OperationException refused(VfEvent event) {
    return catchThrowableOfType(OperationException.class, () -> rig.vf().service(event));
  }

  @Test
  void aResetTakesTheDriverAwayForTenSeconds() throws OperationException {
    rig.path().follows = true;
    rig.in(
        500,
        () -> {
          assertThat(rig.vf().state()).isEqualTo(VfState.SERVICING);
          assertThat(rig.path().holds).isTrue();
          OperationException busy =
              Rig.elsewhere(() ->
                  catchThrowableOfType(
                      OperationException.class, () -> rig.vf().revoke(RevokeMode.PLANNED)));
          assertThat(busy.reason()).isEqualTo(Reason.BUSY);
        });
    Transition reset = rig.vf().service(VfEvent.RESET_REQUEST);
    assertThat(reset.outcome()).isEqualTo(Outcome.DONE);
    assertThat(reset.steps())
        .extracting(Step::name)
        .containsExactly(
            Step.LINK_DOWN,
            Step.SENDS_ON_SYNTHETIC,
            Step.EVENT,
            Step.RECEIVE_OFF,
            Step.RELEASED,
            Step.RECEIVE_ON,
            Step.LINK_UP);
    assertThat(reset.millis(Step.RECEIVE_ON).orElseThrow()).isGreaterThan(10_000.0);
    assertThat(rig.path().holds).isFalse();
    assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
    assertThat(rig.vf().revoke(RevokeMode.PLANNED).outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void aReconfigurationIsLikeARevokeToTheGuest() throws OperationException {
    rig.path().follows = true;
    rig.in(500, () -> assertThat(rig.path().holds).isFalse());
    assertThat(rig.vf().service(VfEvent.FPGA_RECONFIG).outcome()).isEqualTo(Outcome.DONE);
    assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
  }

  @Test
  void anOldDriverIgnoresItAll() throws OperationException {
    for (VfEvent event : VfEvent.values()) {
      Transition ignored = rig.vf().service(event);
      assertThat(ignored.outcome()).as(event.name()).isEqualTo(Outcome.NO_REACTION);
      assertThat(ignored.detail()).contains("ignores");
      assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
      assertThat(rig.path().holds).isFalse();
    }
    assertThat(rig.vf().revoke(RevokeMode.PLANNED).outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void aDriverThatGoesLateIsInServiceAllTheSame() throws OperationException {
    assertThat(rig.vf().service(VfEvent.RESET_REQUEST).outcome()).isEqualTo(Outcome.NO_REACTION);
    rig.passMillis(1_000);
    rig.path().receive(false);
    assertThat(rig.vf().state()).isEqualTo(VfState.SERVICING);
    assertThat(
            catchThrowableOfType(
                    OperationException.class, () -> rig.vf().revoke(RevokeMode.PLANNED))
                .reason())
        .isEqualTo(Reason.REFUSED_IN_STATE);
    rig.passMillis(20_000);
    assertThat(rig.vf().state()).as("time is over").isEqualTo(VfState.CLAIMED);
    rig.path().receive(true);
    assertThat(rig.vf().state()).isEqualTo(VfState.ACTIVE);
  }

  @Test
  void aDriverThatDoesNotComeBack() {
    rig.path().follows = true;
    rig.in(5_000, () -> rig.path().guestLives = false);
    OperationException late = refused(VfEvent.RESET_REQUEST);
    assertThat(late.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(late.transition().orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(rig.vf().state()).isEqualTo(VfState.OFFERED);
    assertThat(rig.path().holds).isFalse();
  }

  @Test
  void linkEventsAreFollowed() throws OperationException {
    rig.path().follows = true;
    assertThat(rig.vf().service(VfEvent.LINK_DOWN).millis(Step.SENDS_ON_SYNTHETIC)).hasValue(2);
    assertThat(rig.vf().service(VfEvent.LINK_UP).millis(Step.SENDS_ON_VF)).hasValue(6);
  }

  @Test
  void anInterfaceThatIsDownComesBackDown() throws OperationException {
    rig.path().follows = true;
    rig.path().up = false;
    rig.path().receive(false);
    assertThat(rig.vf().state()).isEqualTo(VfState.CLAIMED);
    Transition reset = rig.vf().service(VfEvent.RESET_REQUEST);
    assertThat(reset.outcome()).isEqualTo(Outcome.DONE);
    assertThat(rig.vf().state()).isEqualTo(VfState.CLAIMED);
  }

  @Test
  void aRestoreWaitsForWhatTheDriverDidBefore() throws OperationException {
    rig.vf().revoke(RevokeMode.PLANNED);
    rig.path().guestLives = false;
    Transition restore = rig.vf().restore();
    assertThat(restore.outcome()).isEqualTo(Outcome.NO_REACTION);
    assertThat(restore.state()).isEqualTo(VfState.OFFERED);

    rig = new Rig(folder, 1).up();
    rig.path().up = false;
    rig.path().receive(false);
    rig.vf().revoke(RevokeMode.PLANNED);
    assertThat(rig.vf().restore().outcome()).isEqualTo(Outcome.DONE);
    assertThat(rig.vf().state()).isEqualTo(VfState.CLAIMED);
  }

  @Test
  void aRestoreThatFailsLeavesTheVfRevoked() throws OperationException {
    rig.vf().revoke(RevokeMode.PLANNED);
    rig.qemu.migration = Monitor.Migration.WAIT_UNPLUG;
    OperationException refused =
        catchThrowableOfType(OperationException.class, () -> rig.vf().restore());
    assertThat(refused.reason()).isEqualTo(Reason.REFUSED_BY_QEMU);
    assertThat(rig.vf().state()).isEqualTo(VfState.REVOKED);
    rig.qemu.migration = Monitor.Migration.ACTIVE;
    rig.in(2, rig.qemu::dies);
    refused = catchThrowableOfType(OperationException.class, () -> rig.vf().restore());
    assertThat(refused.reason()).isEqualTo(Reason.MONITOR_LOST);
    assertThat(rig.vf().state()).isEqualTo(VfState.OFFERED);
  }

  /** Brings a rig into a state as it comes about. */
  private Rig in(VfState state) throws OperationException {
    Rig made = new Rig(folder, 1);
    made.qemu.ejectMillis = state == VfState.STUCK ? -1 : 9;
    if (state != VfState.OFFERED) {
      made.path().up = state != VfState.CLAIMED;
      made.up();
    }
    switch (state) {
      case OFFERED, CLAIMED, ACTIVE -> {}
      case DEAD -> made.vf().revoke(RevokeMode.DEAD);
      case REVOKED -> made.vf().revoke(RevokeMode.PLANNED);
      case STUCK ->
          assertThat(
                  catchThrowableOfType(
                      OperationException.class, () -> made.vf().revoke(RevokeMode.PLANNED)))
              .isNotNull();
      case SERVICING -> {
        made.vf().service(VfEvent.RESET_REQUEST);
        made.path().receive(false);
      }
      case REVOKING, RESTORING -> throw new IllegalArgumentException("only within an operation");
    }
    assertThat(made.vf().state()).isEqualTo(state);
    return made;
  }

  @Test
  void everyStateAndOperation() throws OperationException {
    Map<Operation, Set<VfState>> goes = new EnumMap<>(Operation.class);
    goes.put(
        Operation.REVOKE,
        EnumSet.of(VfState.OFFERED, VfState.CLAIMED, VfState.ACTIVE, VfState.DEAD));
    goes.put(Operation.RESTORE, EnumSet.of(VfState.REVOKED));
    goes.put(Operation.SERVICE, EnumSet.of(VfState.CLAIMED, VfState.ACTIVE));
    for (VfState state : EnumSet.complementOf(EnumSet.of(VfState.REVOKING, VfState.RESTORING))) {
      for (Operation operation : Operation.values()) {
        Rig made = in(state);
        OperationException refused =
            catchThrowableOfType(
                OperationException.class,
                () -> {
                  Transition _ =
                      switch (operation) {
                        case REVOKE -> made.vf().revoke(RevokeMode.PLANNED);
                        case RESTORE -> made.vf().restore();
                        case SERVICE -> made.vf().service(VfEvent.LINK_DOWN);
                      };
                });
        assertThat(refused == null)
            .as("%s in %s", operation, state)
            .isEqualTo(goes.getOrDefault(operation, Set.of()).contains(state));
        if (refused != null) {
          assertThat(refused.reason()).isEqualTo(Reason.REFUSED_IN_STATE);
          assertThat(refused).hasMessageContaining(state.name());
          assertThat(made.vf().state()).isEqualTo(state);
        }
      }
    }
  }
}
