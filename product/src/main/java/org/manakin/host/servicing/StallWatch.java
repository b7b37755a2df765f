package org.manakin.host.servicing;

/**
 * Has a data path stop without a word, and notices it as a host would: sends are posted or frames
 * are to be received, and nothing moves.
 */
final class StallWatch {
  private static final long POLL_NANOS = 1_000_000;

  private final Machine machine;
  private final DataPath path;
  private final Vf vf;
  private final Limits limits;
  private final WaitClock clock;
  private final Report report;

  StallWatch(Machine machine, Vf vf, Report report) {
    this.machine = machine;
    this.path = vf.path();
    this.vf = vf;
    this.limits = machine.limits();
    this.clock = machine.clock();
    this.report = report;
  }

  /** Returns when it was noticed, with all posted sends completed. */
  void stopAndNotice() throws InterruptedException {
    vf.stall(true);
    report.step(Step.DATA_PATH_STOPPED);
    long lostBefore = path.stalledFrames();
    long moved = path.progress();
    long movedAt = clock.nanos();
    long neededSince = Long.MIN_VALUE;
    while (true) {
      long now = clock.nanos();
      if (path.progress() != moved) {
        moved = path.progress();
        movedAt = now;
        neededSince = Long.MIN_VALUE;
      }
      if (!path.sending() && path.stalledFrames() <= lostBefore) {
        neededSince = Long.MIN_VALUE;
      } else if (neededSince == Long.MIN_VALUE) {
        neededSince = now;
      }
      if (neededSince != Long.MIN_VALUE && now - neededSince >= limits.notice().toNanos()) {
        report.step(Step.NOTICED);
        break;
      }
      if (neededSince == Long.MIN_VALUE && now - movedAt >= limits.unused().toNanos()) {
        break;
      }
      machine.sleep(POLL_NANOS);
    }
    path.giveUpSends();
  }
}
