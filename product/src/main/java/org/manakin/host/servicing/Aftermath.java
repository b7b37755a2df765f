package org.manakin.host.servicing;

import java.io.IOException;
import org.manakin.attach.qmp.QmpException;

/**
 * What has become of a migration of ours since the operation that began it has returned: a guest
 * that was STUCK may have ejected, and QEMU may have given a VF back, or have ended.
 */
final class Aftermath {
  private final Machine machine;

  Aftermath(Machine machine) {
    this.machine = machine;
  }

  /** Looks once. Within the machine's lock. */
  void look() {
    Monitor monitor;
    try {
      monitor = machine.reachedMonitor();
    } catch (QmpException e) {
      return; // somebody else has the monitor, or QEMU is busy: look again later
    } catch (IOException e) {
      machine.giveUp("QEMU has ended");
      return;
    }
    try {
      follow(monitor);
    } catch (IOException e) {
      // The connection broke or there was no answer: the next look finds out why.
    }
  }

  private void follow(Monitor monitor) throws IOException {
    Monitor.Migration migration = monitor.migration();
    if (migration.over()) {
      monitor.forget();
      machine.giveUp("QEMU's migration is " + migration + ", so QEMU gives the VF back");
      return;
    }
    if (migration == Monitor.Migration.ACTIVE) {
      machine.hideSink();
      if (machine.vfsIn(VfState.STUCK).stream().noneMatch(vf -> vf.path().claimed())) {
        ejectedLate();
      }
    }
    machine.giveUpStalledSends();
  }

  private void ejectedLate() {
    for (Vf vf : machine.vfsIn(VfState.STUCK)) {
      vf.become(VfState.REVOKED, "the guest has ejected it, late");
    }
  }
}
