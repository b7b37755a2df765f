package org.manakin.host.servicing;

import org.manakin.host.servicing.OperationException.Reason;
import org.manakin.host.servicing.Transition.Outcome;

/** Tells a driver something the hardware would, and looks what it does. */
final class EventDelivery {
  private final Machine machine;
  private final Vf vf;
  private final VfEvent event;
  private final Report report;
  private final DataPath path;
  private final Limits limits;

  EventDelivery(Machine machine, Vf vf, VfEvent event, Report report) {
    this.machine = machine;
    this.vf = vf;
    this.event = event;
    this.report = report;
    this.path = vf.path();
    this.limits = machine.limits();
  }

  Transition run() throws OperationException, InterruptedException {
    return event.takesTheDriverAway() ? driverAway() : link();
  }

  private void raise() throws OperationException {
    if (!path.raise(event)) {
      String why = "no driver has it, so there is nobody to be told";
      throw new OperationException(
          Reason.REFUSED_IN_STATE,
          "the VF of '%s': %s".formatted(vf.nic(), why),
          null,
          report.end(Outcome.FAILED, why));
    }
    report.step(Step.EVENT);
  }

  private Transition link() throws OperationException, InterruptedException {
    boolean down = event == VfEvent.LINK_DOWN;
    long before = down ? path.syntheticFrames() : path.vfFrames();
    raise();
    boolean moved =
        machine.await(
            () -> before != (down ? path.syntheticFrames() : path.vfFrames()), limits.reaction());
    if (!moved) {
      return report.end(
          Outcome.NO_REACTION,
          "the guest sends nothing over its %s: it is idle, or its driver ignores the event"
              .formatted(down ? "synthetic NIC" : "VF"));
    }
    report.step(down ? Step.SENDS_ON_SYNTHETIC : Step.SENDS_ON_VF);
    return report.end(Outcome.DONE, "");
  }

  private Transition driverAway() throws OperationException, InterruptedException {
    boolean received = vf.receives();
    LinkDown.raise(machine, vf, report);
    vf.forgetSignals();
    vf.inServiceUntil(machine.clock().nanos() + limits.service().toNanos());
    // The guest's interface survives a reset and not a reconfiguration, which is like a revoke.
    boolean hold = event == VfEvent.RESET_REQUEST;
    path.holdUntilReceiving(hold);
    boolean reacts;
    boolean back;
    try {
      raise();
      reacts =
          machine.await(
              () -> vf.receiveOffAt().isPresent() || vf.releasedAt().isPresent(),
              limits.reaction());
      back = reacts && machine.await(() -> isBack(received), limits.service());
    } finally {
      path.holdUntilReceiving(false);
      if (path.raise(VfEvent.LINK_UP)) {
        report.step(Step.LINK_UP);
      }
    }
    report.step(Step.RECEIVE_OFF, vf.receiveOffAt());
    report.step(Step.RELEASED, vf.releasedAt());
    report.step(Step.RECEIVE_ON, vf.receiveOnAt());
    return end(reacts, back);
  }

  private boolean isBack(boolean received) {
    return received ? vf.receives() : vf.releasedAt().isPresent() && path.claimed();
  }

  private Transition end(boolean reacts, boolean back) throws OperationException {
    if (!reacts) {
      return report.end(Outcome.NO_REACTION, "the driver ignores the event");
    }
    if (!back) {
      String why =
          "the driver went and has not come back within %d s"
              .formatted(limits.service().toSeconds());
      throw new OperationException(
          Reason.TIMED_OUT,
          "the VF of '%s' is now %s: %s; look at the guest's kernel log"
              .formatted(vf.nic(), vf.state(), why),
          null,
          report.end(Outcome.FAILED, why));
    }
    vf.outOfService();
    return report.end(Outcome.DONE, "");
  }
}
