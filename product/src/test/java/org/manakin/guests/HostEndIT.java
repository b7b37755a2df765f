package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.manakin.guests.ServicingBed.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.manakin.host.servicing.OperationException;
import org.manakin.host.servicing.OperationException.Reason;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.host.servicing.VfState;
import org.manakin.lab.Guest;

/**
 * The host ends while a VF is in some state, by SIGTERM or by kill -9: QEMU runs on, no socket is
 * in the next host's way, and the guest's network works again with that host, unless it was left
 * with a VF whose adapter vanished. {@code -Dservicing.ends=all} tries every state, but for a kill
 * -9 while QEMU plugs the VF back: QEMU 11.1 ends then, and nobody is left to keep it from it.
 */
class HostEndIT {
  private static final Duration SETTLED = Duration.ofSeconds(2);

  record End(VfState state, boolean orderly) {
    @Override
    public String toString() {
      return state + (orderly ? " SIGTERM" : " kill -9");
    }
  }

  static List<End> ends() {
    List<End> all =
        Stream.of(
                VfState.ACTIVE,
                VfState.REVOKING,
                VfState.REVOKED,
                VfState.RESTORING,
                VfState.STUCK,
                VfState.SERVICING,
                VfState.DEAD)
            .flatMap(state -> Stream.of(new End(state, true), new End(state, false)))
            .filter(end -> end.orderly() || end.state() != VfState.RESTORING)
            .toList();
    return System.getProperty("servicing.ends", "").equals("all")
        ? all
        : List.of(new End(VfState.ACTIVE, true), new End(VfState.REVOKED, false));
  }

  /** Two at a time: a guest keeps one processor busy at most. */
  @Test
  void qemuRunsOn() throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<?>> running =
          ends().stream().<Future<?>>map(end -> threads.submit(() -> qemuRunsOn(end))).toList();
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private static Void qemuRunsOn(End end) throws Exception {
    try (ServicingBed bed = ServicingBed.of(1, 1);
        HostProcess host = HostProcess.start(bed.folder())) {
      Guest guest = bed.start(0, end.state() == VfState.SERVICING ? "7.3" : "6.12");
      ServicingBed.bringUp(guest, 0);
      bring(host, guest, end.state());
      host.end(end.orderly());
      Thread.sleep(SETTLED);
      if (end.state() == VfState.STUCK) {
        guest.qmp().execute("cont");
      }
      assertThat(guest.qmp().execute("query-status").path("running").asBoolean()).isTrue();
      if (end.orderly()) {
        assertThat(sockets(bed.folder())).containsExactly("vm0.qmp"); // QEMU's own
      }
      bed.startHost();
      assertThat(bed.vf(0).state()).isEqualTo(VfState.OFFERED);
      OperationException refused =
          catchThrowableOfType(
              OperationException.class, () -> bed.vf(0).revoke(RevokeMode.PLANNED));
      assertThat(refused.reason()).isEqualTo(Reason.REFUSED_IN_STATE);
      if (keepsItsNetwork(end)) {
        String _ = guest.check("arping -q -c 2 -w 3 -I eth0 10.78.0.99 || true", PATIENCE);
        assertThat(bed.syntheticFrames(0)).isPositive();
      }
      guest.close();
      Guest next = bed.start(0, "6.12");
      ServicingBed.bringUp(next, 0);
      bed.await(0, VfState.ACTIVE);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(end.toString(), e);
    }
    return null;
  }

  /** Whether the guest had no VF when the host was gone. */
  private static boolean keepsItsNetwork(End end) {
    return end.state() == VfState.REVOKED || (end.state() == VfState.ACTIVE && end.orderly());
  }

  private static void bring(HostProcess host, Guest guest, VfState state) throws Exception {
    switch (state) {
      case ACTIVE -> {}
      case REVOKED -> operate(host, "revoke", "REVOKED");
      case REVOKING -> {
        host.begin("revoke");
        Thread.sleep(60);
      }
      case RESTORING -> {
        operate(host, "revoke", "REVOKED");
        host.begin("restore");
        Thread.sleep(5);
      }
      case STUCK -> {
        guest
            .qmp()
            .onEvent((event, data) -> {
              if (event.equals("UNPLUG_PRIMARY")) {
                Thread _ = Thread.startVirtualThread(() -> stop(guest));
              }
            });
        operate(host, "revoke", "TIMED_OUT");
      }
      case SERVICING -> {
        host.begin("reset");
        Thread.sleep(1_000);
      }
      case DEAD -> operate(host, "die", "DEAD");
      case OFFERED, CLAIMED -> throw new IllegalArgumentException(state.name());
    }
  }

  private static void stop(Guest guest) {
    try {
      guest.qmp().execute("stop");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void operate(HostProcess host, String operation, String comesOut)
      throws IOException {
    host.begin(operation);
    host.await(comesOut);
  }

  private static List<String> sockets(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }
}
