package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.manakin.guests.ServicingBed.PATIENCE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.manakin.host.servicing.OperationException;
import org.manakin.host.servicing.OperationException.Reason;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.host.servicing.Step;
import org.manakin.host.servicing.Transition;
import org.manakin.host.servicing.Transition.Outcome;
import org.manakin.host.servicing.VfEvent;
import org.manakin.host.servicing.VfState;
import org.manakin.lab.Guest;

/**
 * What can happen to a VF, on real guests. {@code -Dservicing.kernels=6.1,6.12,7.3} has the cases
 * run on these kernels instead of one.
 */
class ServicingIT {
  private static final List<String> KERNELS =
      Arrays.asList(System.getProperty("servicing.kernels", "6.12").split(","));

  /** The guest sends all the time, so that it shows over which NIC. */
  private static final String CHATTER =
      "(while :; do arping -q -c 1 -w 1 -I eth0 10.78.0.99; done) >/dev/null 2>&1 &";

  /** The kernels side by side: a guest keeps one processor busy at most. */
  @Test
  void everyKernel() throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> running =
          KERNELS.stream().<Future<?>>map(kernel -> threads.submit(cases(kernel))).toList();
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private static Callable<Void> cases(String kernel) {
    return () -> {
      try (ServicingBed bed = ServicingBed.of(1, 1)) {
        bed.startHost();
        new Case(bed, bed.start(0, kernel)).all();
      }
      return null;
    };
  }

  /** Linux 7.3 follows all events, 6.1 none. */
  @Test
  void serviceEvents() throws Exception {
    try (ServicingBed bed = ServicingBed.of(2, 1)) {
      bed.startHost();
      Guest follower = bed.start(0, "7.3");
      Guest ignorer = bed.start(1, "6.1");
      for (int i = 0; i < 2; i++) {
        Guest guest = i == 0 ? follower : ignorer;
        ServicingBed.bringUp(guest, i);
        String _ = guest.check(CHATTER, PATIENCE);
        bed.await(i, VfState.ACTIVE);
      }
      for (VfEvent event : VfEvent.values()) {
        Transition followed = bed.vf(0).service(event);
        assertThat(followed.outcome()).as("%s: %s", event, followed).isEqualTo(Outcome.DONE);
        assertThat(followed.steps()).extracting(Step::name).containsAll(reaction(event));
        bed.await(0, VfState.ACTIVE);
        if (event == VfEvent.FPGA_RECONFIG || event == VfEvent.RESET_REQUEST) {
          assertThat(bed.vf(1).service(event).outcome()).isEqualTo(Outcome.NO_REACTION);
        }
        assertThat(bed.vf(1).state()).isEqualTo(VfState.ACTIVE);
      }
      for (int i = 0; i < 2; i++) {
        assertThat(bed.vf(i).revoke(RevokeMode.PLANNED).outcome()).isEqualTo(Outcome.DONE);
        assertThat(bed.vf(i).restore().state()).isEqualTo(VfState.ACTIVE);
      }
    }
  }

  private static List<String> reaction(VfEvent event) {
    return switch (event) {
      case FPGA_RECONFIG, RESET_REQUEST ->
          List.of(Step.RECEIVE_OFF, Step.RELEASED, Step.RECEIVE_ON);
      case LINK_DOWN -> List.of(Step.SENDS_ON_SYNTHETIC);
      case LINK_UP -> List.of(Step.SENDS_ON_VF);
    };
  }

  /** One guest, from one thing to the next; each leaves it with a VF that is used. */
  private record Case(ServicingBed bed, Guest guest) {
    void all() throws Exception {
      assertThat(refusal(RevokeMode.PLANNED))
          .as("before the guest has asked for it")
          .hasMessageContaining("has not plugged it");
      bed.await(0, VfState.CLAIMED);
      cycle(VfState.CLAIMED);
      ServicingBed.bringUp(guest, 0);
      bed.await(0, VfState.ACTIVE);
      cycle(VfState.ACTIVE);
      refusals();
      interfaceGoesDown();
      surprise();
      reboot();
      lateEject();
      deadGuest();
      qemuEnds();
    }

    private OperationException refusal(RevokeMode mode) {
      OperationException refused =
          catchThrowableOfType(OperationException.class, () -> bed.vf(0).revoke(mode));
      assertThat(refused).isNotNull();
      return refused;
    }

    private OperationException restoreRefused() {
      OperationException refused =
          catchThrowableOfType(OperationException.class, () -> bed.vf(0).restore());
      assertThat(refused).isNotNull();
      return refused;
    }

    private Transition revoke() throws OperationException {
      Transition revoke = bed.vf(0).revoke(RevokeMode.PLANNED);
      assertThat(revoke.state()).isEqualTo(VfState.REVOKED);
      return revoke;
    }

    private void restore(VfState state) throws OperationException {
      Transition restore = bed.vf(0).restore();
      assertThat(restore.detail()).isEmpty();
      assertThat(restore.outcome()).isEqualTo(Outcome.DONE);
      assertThat(restore.state()).isEqualTo(state);
    }

    private void cycle(VfState state) throws OperationException {
      assertThat(revoke().steps())
          .extracting(Step::name)
          .contains(Step.LINK_DOWN, Step.MIGRATE, Step.UNPLUG_ASKED, Step.RELEASED, Step.REVOKED);
      restore(state);
    }

    private void refusals() throws Exception {
      assertThat(restoreRefused().reason()).isEqualTo(Reason.REFUSED_IN_STATE);
      revoke();
      assertThat(refusal(RevokeMode.PLANNED).reason()).isEqualTo(Reason.REFUSED_IN_STATE);
      restore(VfState.ACTIVE);
      monitor("stop");
      assertThat(refusal(RevokeMode.SURPRISE).reason()).isEqualTo(Reason.MACHINE_NOT_RUNNING);
      monitor("cont");
    }

    private void interfaceGoesDown() throws Exception {
      String _ = guest.check("ip link set eth0 down", PATIENCE);
      bed.await(0, VfState.CLAIMED);
      cycle(VfState.CLAIMED);
      ServicingBed.bringUp(guest, 0);
      bed.await(0, VfState.ACTIVE);
      var down = guest.start("ip link set eth0 down");
      revoke();
      Outcome _ = bed.vf(0).restore().outcome(); // the one or the other: they race
      assertThat(down.result().get().ok()).isTrue();
      ServicingBed.bringUp(guest, 0);
      bed.await(0, VfState.ACTIVE);
    }

    private void surprise() throws Exception {
      String _ = guest.check(CHATTER, PATIENCE);
      Transition surprise = bed.vf(0).revoke(RevokeMode.SURPRISE);
      assertThat(surprise.steps())
          .extracting(Step::name)
          .containsSubsequence(Step.DATA_PATH_STOPPED, Step.LINK_DOWN, Step.MIGRATE, Step.REVOKED);
      restore(VfState.ACTIVE);
    }

    private void reboot() throws Exception {
      revoke();
      String _ = guest.reboot(PATIENCE);
      assertThat(bed.vf(0).state()).isEqualTo(VfState.REVOKED);
      ServicingBed.bringUp(guest, 0);
      assertThat(bed.vf(0).restore().state()).isEqualTo(VfState.ACTIVE);
    }

    /** The guest stands still from the moment at which it is asked to eject. */
    private void lateEject() throws Exception {
      AtomicBoolean stops = new AtomicBoolean(true);
      guest
          .qmp()
          .onEvent((event, data) -> {
            if (event.equals("UNPLUG_PRIMARY") && stops.getAndSet(false)) {
              Thread _ = Thread.startVirtualThread(() -> monitor("stop"));
            }
          });
      assertThat(refusal(RevokeMode.PLANNED).reason()).isEqualTo(Reason.TIMED_OUT);
      assertThat(bed.vf(0).state()).isEqualTo(VfState.STUCK);
      assertThat(restoreRefused().reason()).isEqualTo(Reason.REFUSED_IN_STATE);
      monitor("cont");
      bed.await(0, VfState.REVOKED);
      restore(VfState.ACTIVE);
    }

    private void monitor(String command) {
      try {
        guest.qmp().execute(command);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void deadGuest() throws Exception {
      guest.start("echo c > /proc/sysrq-trigger");
      Thread.sleep(1_000);
      assertThat(refusal(RevokeMode.PLANNED).reason()).isEqualTo(Reason.TIMED_OUT);
      assertThat(bed.vf(0).state()).isEqualTo(VfState.STUCK);
      monitor("system_reset");
      bed.await(0, VfState.REVOKED);
    }

    private void qemuEnds() throws Exception {
      guest.close();
      bed.await(0, VfState.OFFERED);
      assertThat(refusal(RevokeMode.PLANNED).reason()).isEqualTo(Reason.REFUSED_IN_STATE);
      Guest next = bed.start(0, KERNELS.getFirst());
      ServicingBed.bringUp(next, 0);
      bed.await(0, VfState.ACTIVE);
      cycle(VfState.ACTIVE);
    }
  }
}
