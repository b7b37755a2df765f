package org.manakin.host.servicing;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.manakin.attach.qmp.QmpException;
import org.manakin.host.servicing.OperationException.Reason;

/** Takes the VFs of a machine away, from a state in which that may be done. */
final class Revocation {
  /** A guest that has ejected is done with the channel long before QEMU says so. */
  private static final Duration RELEASE = Duration.ofMillis(500);

  private final Machine machine;
  private final List<Vf> vfs;
  private final Vf asked;
  private final RevokeMode mode;
  private final Monitor monitor;
  private final Report report;
  private final Duration eject;
  private final WaitClock clock;

  /**
   * @param vfs that go, {@code asked} among them
   * @param eject how long the guest may take
   */
  Revocation(
      Machine machine,
      List<Vf> vfs,
      Vf asked,
      RevokeMode mode,
      Monitor monitor,
      Duration eject,
      Report report) {
    this.machine = machine;
    this.vfs = vfs;
    this.eject = eject;
    this.asked = asked;
    this.mode = mode;
    this.monitor = monitor;
    this.report = report;
    this.clock = machine.clock();
  }

  Transition run() throws OperationException, InterruptedException {
    for (Vf vf : vfs) {
      vf.outOfService();
      vf.rememberUse();
      vf.become(VfState.REVOKING, mode == RevokeMode.SURPRISE ? "its data path stops" : "revoke");
    }
    boolean asking = false;
    try {
      if (mode == RevokeMode.SURPRISE) {
        new StallWatch(machine, asked, report).stopAndNotice();
      }
      for (Vf vf : vfs) {
        LinkDown.raise(machine, vf, vf == asked ? report : null);
      }
      asking = true;
      begin();
      return follow();
    } catch (InterruptedException e) {
      if (asking) {
        stuck("the waiting for the guest was interrupted");
      } else {
        undo("the revoke was interrupted");
      }
      throw e;
    } catch (IOException e) {
      throw failed(e);
    } finally {
      monitor.onUnplugAsked(() -> {});
    }
  }

  private void begin() throws IOException {
    MigrationSink sink = machine.openSink();
    monitor.onUnplugAsked(() -> report.step(Step.UNPLUG_ASKED));
    report.step(Step.MIGRATE);
    monitor.migrate(sink.path());
  }

  /** Waits for the guest to eject and for QEMU to say so. */
  private Transition follow() throws OperationException, InterruptedException, IOException {
    long start = clock.nanos();
    long activeSince = Long.MIN_VALUE;
    while (true) {
      Monitor.Migration migration = monitor.migration();
      if (migration == Monitor.Migration.ACTIVE) {
        machine.hideSink();
        if (allReleased()) {
          return revoked();
        }
        activeSince = activeSince == Long.MIN_VALUE ? clock.nanos() : activeSince;
        if (clock.nanos() - activeSince >= RELEASE.toNanos()) {
          throw keeps();
        }
      } else if (migration == Monitor.Migration.WAIT_UNPLUG) {
        machine.hideSink();
      } else if (migration.over()) {
        throw endedBy(migration);
      }
      long waited = clock.nanos() - start;
      if (waited >= eject.toNanos()) {
        throw ejectsNot();
      }
      if (mode == RevokeMode.SURPRISE) {
        machine.giveUpStalledSends();
      }
      machine.sleep(Machine.pollAfter(waited));
    }
  }

  private boolean allReleased() {
    return vfs.stream().noneMatch(vf -> vf.path().claimed());
  }

  private void noteSignals() {
    report.step(Step.RECEIVE_OFF, asked.receiveOffAt());
    report.step(Step.RELEASED, asked.releasedAt());
  }

  private Transition revoked() {
    noteSignals();
    report.step(Step.REVOKED);
    for (Vf vf : vfs) {
      vf.become(VfState.REVOKED, "QEMU has unplugged it");
    }
    return report.end(Transition.Outcome.DONE, "");
  }

  private void stuck(String why) {
    noteSignals();
    report.step(Step.STUCK);
    for (Vf vf : vfs) {
      vf.become(VfState.STUCK, why + "; it is revoked as soon as the guest ejects it");
    }
  }

  private OperationException ejectsNot() {
    String why = "the guest has not ejected it within %d s".formatted(eject.toSeconds());
    stuck(why);
    return new OperationException(
        Reason.TIMED_OUT,
        ("the VF of '%s' is STUCK: %s.%s It is revoked as soon as the guest ejects; a guest that is"
                + " dead must be reset. Do not cancel the migration by hand: QEMU would abort")
            .formatted(asked.nic(), why, asked.receives() ? " Traffic goes on." : ""),
        null,
        report.end(Transition.Outcome.STUCK, why));
  }

  /** QEMU runs the migration with the device in place: it is not one that it unplugs. */
  private OperationException keeps() throws IOException, InterruptedException {
    monitor.cancel();
    String why = "QEMU does not unplug it";
    undo(why);
    return new OperationException(
        Reason.NOT_A_FAILOVER_PRIMARY,
        ("%s: give the vfio-user-pci device of '%s' a root port and failover_pair_id=ID of its"
                + " virtio-net device, and that one failover=on")
            .formatted(why, asked.nic()),
        null,
        report.end(Transition.Outcome.FAILED, why));
  }

  private OperationException endedBy(Monitor.Migration migration) throws IOException {
    monitor.forget();
    String why = "QEMU's migration is " + migration;
    undo(why);
    return new OperationException(
        Reason.REFUSED_BY_QEMU,
        "%s before the VF of '%s' was unplugged: look at QEMU's own messages"
            .formatted(why, asked.nic()),
        null,
        report.end(Transition.Outcome.FAILED, why));
  }

  private OperationException failed(IOException failure) {
    if (failure instanceof QmpException qmp && qmp.kind() != QmpException.Kind.REFUSED) {
      return lost(qmp);
    }
    undo("it could not be asked for");
    return new OperationException(
        Reason.REFUSED_BY_QEMU,
        "the VF of '%s' cannot be revoked: %s".formatted(asked.nic(), failure.getMessage()),
        failure,
        report.end(Transition.Outcome.FAILED, String.valueOf(failure.getMessage())));
  }

  /** Whether QEMU has ended or goes on with what it was asked is found out by looking again. */
  private OperationException lost(QmpException failure) {
    stuck("the monitor is gone");
    new Aftermath(machine).look();
    return new OperationException(
        Reason.MONITOR_LOST,
        "the monitor of machine '%s' was lost while the VF of '%s' was revoked: %s. It is now %s"
            .formatted(machine.name(), asked.nic(), failure.getMessage(), asked.state()),
        failure,
        report.end(Transition.Outcome.FAILED, "the monitor was lost"));
  }

  private void undo(String why) {
    noteSignals();
    machine.giveUp(why);
  }
}
