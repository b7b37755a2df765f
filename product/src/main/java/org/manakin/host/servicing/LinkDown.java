package org.manakin.host.servicing;

import org.jspecify.annotations.Nullable;

/**
 * Has a driver that listens send over the synthetic NIC before its VF goes away: Linux 7.3 would
 * feed a stopped VF until it is unregistered, and lose that. Other drivers ignore the event.
 */
final class LinkDown {
  private LinkDown() {}

  /** Raises the event and waits a moment for the guest to follow it. */
  static void raise(Machine machine, Vf vf, @Nullable Report report) throws InterruptedException {
    DataPath path = vf.path();
    long before = path.syntheticFrames();
    if (!path.raise(VfEvent.LINK_DOWN)) {
      return;
    }
    if (report != null) {
      report.step(Step.LINK_DOWN);
    }
    boolean moved =
        machine.await(
            () -> path.syntheticFrames() != before && !path.sending(), machine.limits().quiet());
    if (moved && report != null) {
      report.step(Step.SENDS_ON_SYNTHETIC);
    }
  }
}
