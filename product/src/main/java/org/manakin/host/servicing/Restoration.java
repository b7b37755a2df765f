package org.manakin.host.servicing;

import java.io.IOException;
import java.util.List;
import org.manakin.attach.qmp.QmpException;
import org.manakin.host.servicing.OperationException.Reason;

/** Gives the VFs of a machine back that were revoked. */
final class Restoration {
  private final Machine machine;
  private final List<Vf> vfs;
  private final Vf asked;
  private final Monitor monitor;
  private final Report report;

  /**
   * @param vfs that were revoked, {@code asked} among them
   */
  Restoration(Machine machine, List<Vf> vfs, Vf asked, Monitor monitor, Report report) {
    this.machine = machine;
    this.vfs = vfs;
    this.asked = asked;
    this.monitor = monitor;
    this.report = report;
  }

  Transition run() throws OperationException, InterruptedException {
    for (Vf vf : vfs) {
      vf.become(VfState.RESTORING, "restore");
      vf.forgetSignals();
      vf.stall(false);
    }
    try {
      cancel();
    } catch (InterruptedException e) {
      notRestored("the restore was interrupted");
      throw e;
    } catch (IOException e) {
      throw failed(e);
    }
    machine.closeSink();
    return awaitDriver();
  }

  private void cancel() throws IOException, InterruptedException, OperationException {
    Monitor.Migration found = monitor.migration();
    if (found == Monitor.Migration.WAIT_UNPLUG) {
      throw refused("the guest has yet to eject");
    }
    if (!found.over()) {
      report.step(Step.CANCEL);
      monitor.cancel();
      awaitEnd();
    }
    report.step(Step.CANCELLED);
    monitor.forget();
  }

  private void awaitEnd() throws IOException, InterruptedException, OperationException {
    long start = machine.clock().nanos();
    while (!monitor.migration().over()) {
      long waited = machine.clock().nanos() - start;
      if (waited >= machine.limits().cancel().toNanos()) {
        throw refused(
            "QEMU does not cancel within %d s".formatted(machine.limits().cancel().toSeconds()));
      }
      machine.sleep(Machine.pollAfter(waited));
    }
  }

  private Transition awaitDriver() throws OperationException, InterruptedException {
    boolean back;
    try {
      if (machine.await(
          () -> asked.path().claimed() || monitor.ended(), machine.limits().claim())) {
        report.step(Step.CLAIMED);
      }
      back = machine.await(this::allUsed, machine.limits().receive());
    } finally {
      report.step(Step.RECEIVE_ON, asked.receiveOnAt());
      vfs.forEach(vf -> vf.settle("restored"));
    }
    if (monitor.ended()) {
      String why = "QEMU has ended";
      throw new OperationException(
          Reason.MONITOR_LOST,
          "the VF of '%s' was given back, but %s".formatted(asked.nic(), why),
          null,
          report.end(Transition.Outcome.FAILED, why));
    }
    return back
        ? report.end(Transition.Outcome.DONE, "")
        : report.end(Transition.Outcome.NO_REACTION, "QEMU has plugged it; " + asked.explanation());
  }

  private boolean allUsed() {
    return monitor.ended() || vfs.stream().allMatch(Vf::usedAsBefore);
  }

  private void notRestored(String why) {
    for (Vf vf : vfs) {
      vf.become(VfState.REVOKED, why);
    }
  }

  private OperationException refused(String why) {
    notRestored(why);
    return new OperationException(
        Reason.REFUSED_BY_QEMU,
        "the VF of '%s' cannot be restored now: %s. Try again later".formatted(asked.nic(), why),
        null,
        report.end(Transition.Outcome.FAILED, why));
  }

  private OperationException failed(IOException failure) {
    notRestored("it could not be restored");
    new Aftermath(machine).look();
    boolean refused =
        failure instanceof QmpException qmp && qmp.kind() == QmpException.Kind.REFUSED;
    return new OperationException(
        refused ? Reason.REFUSED_BY_QEMU : Reason.MONITOR_LOST,
        "the VF of '%s' could not be restored: %s. It is now %s"
            .formatted(asked.nic(), failure.getMessage(), asked.state()),
        failure,
        report.end(Transition.Outcome.FAILED, String.valueOf(failure.getMessage())));
  }
}
