package org.manakin.host.servicing;

import java.time.Duration;

/** A revoke of mode DEAD: the adapter stops answering, and that is all. */
final class Death {
  /** The adapter's thread only has to come by. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Machine machine;
  private final Vf vf;
  private final Report report;

  Death(Machine machine, Vf vf, Report report) {
    this.machine = machine;
    this.vf = vf;
    this.report = report;
  }

  Transition run() throws OperationException, InterruptedException {
    vf.outOfService();
    vf.rememberUse();
    vf.path().kill();
    if (!machine.await(vf.path()::dead, SOON)) {
      Transition transition = report.end(Transition.Outcome.FAILED, "the adapter does not die");
      throw new OperationException(
          OperationException.Reason.TIMED_OUT,
          "the adapter of '%s' does not take the order to die: is its thread busy?"
              .formatted(vf.nic()),
          null,
          transition);
    }
    report.step(Step.DIED);
    VfState _ = vf.state();
    return report.end(
        Transition.Outcome.DONE,
        "nothing answers and nobody was told; revoke it as planned to take it away");
  }
}
