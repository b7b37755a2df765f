package org.manakin.measure.revoke;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.manakin.host.HostEvents;
import org.manakin.host.servicing.OperationException;
import org.manakin.host.servicing.Transition;
import org.manakin.lab.GuestSpec;
import org.manakin.lab.Kernel;
import org.manakin.lab.Lab;
import org.manakin.lab.provision.Progress;
import org.manakin.measure.traffic.TrafficResult;

/**
 * Takes the VF of a machine away and gives it back, again and again, under traffic to and from
 * another machine. One thread; only {@link #close} may come from another.
 */
public final class RevokeScenario implements Closeable {
  private static final Duration VF = Duration.ofSeconds(60);

  /** So that what the guests' caches and compilers do at first is over. */
  private static final long WARM_UP_MS = 1500;

  private static final long LAST_LOOK_MS = 500;
  private static final int MEMORY_MIB = 512;

  private final RevokePlan plan;
  private final Progress progress;
  private final String release;
  private final FailoverPair pair;
  private final List<Move> moves = new ArrayList<>();

  /** Before each move, and after the last. */
  private final List<HostCounters> counters = new ArrayList<>();

  private final List<String> broken = new ArrayList<>();

  private record Move(int cycle, Transition transition, long asked, long began, long done) {}

  private RevokeScenario(RevokePlan plan, Progress progress, String release, FailoverPair pair) {
    this.plan = plan;
    this.progress = progress;
    this.release = release;
    this.pair = pair;
  }

  /** Starts a host and two machines, and waits until both have traffic on their VFs. */
  public static RevokeScenario start(
      Lab lab, Kernel kernel, RevokePlan plan, Progress progress, HostEvents events)
      throws IOException {
    List<GuestSpec> specs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      specs.add(GuestSpec.of(kernel).smp(plan.smp()).memoryMib(MEMORY_MIB));
    }
    progress.step("starting two guests with kernel " + kernel.release());
    FailoverPair pair = FailoverPair.start(lab, specs, plan.load(), events);
    return new RevokeScenario(plan, progress, kernel.release(), pair);
  }

  /**
   * Runs all cycles. What goes wrong in the course of them is in the report.
   *
   * @throws IOException if there is nothing to report on
   */
  public RevokeReport run() throws IOException {
    pair.awaitVf(0, VF);
    pair.awaitVf(1, VF);
    progress.step("starting the traffic");
    pair.startTraffic();
    long begun = System.nanoTime();
    try (LegWatch watch = LegWatch.start(pair.host().nic(pair.machine(0).nicName()).endpoint())) {
      FailoverPair.pause(WARM_UP_MS);
      cycles();
      long ended = System.nanoTime();
      progress.step("ending the traffic");
      TrafficResult traffic = pair.traffic().finish();
      LegLog legs = watch.log();
      for (int i = 0; i < 2; i++) {
        String name = pair.machine(i).name();
        pair.machine(i).complaints().forEach(line -> broken.add(name + ": " + line));
      }
      return new RevokeReport(
          plan,
          release,
          traffic,
          legs,
          Attribution.of(moves(), traffic, legs, begun, ended),
          begun,
          ended,
          broken);
    }
  }

  private void cycles() throws IOException {
    try {
      for (int cycle = 1; cycle <= plan.cycles(); cycle++) {
        progress.step("cycle %d of %d".formatted(cycle, plan.cycles()));
        FailoverPair.pause(plan.onVf().toMillis());
        move(cycle, () -> pair.vf(0).revoke(plan.mode()));
        FailoverPair.pause(plan.onSynthetic().toMillis());
        move(cycle, pair.vf(0)::restore);
      }
    } catch (OperationException e) {
      broken.add(String.valueOf(e.getMessage()));
    }
    FailoverPair.pause(LAST_LOOK_MS);
    counters.add(pair.counters());
  }

  private interface Operating {
    Transition run() throws OperationException;
  }

  private void move(int cycle, Operating operation) throws OperationException {
    counters.add(pair.counters());
    Instant askedAt = Instant.now();
    long asked = System.nanoTime();
    Transition transition = operation.run();
    long done = System.nanoTime();
    long began = asked + Math.max(0, Duration.between(askedAt, transition.when()).toNanos());
    moves.add(new Move(cycle, transition, asked, began, done));
    if (transition.outcome() != Transition.Outcome.DONE) {
      broken.add(
          "cycle %d: %s ended as %s: %s"
              .formatted(cycle, transition.operation(), transition.outcome(), transition.detail()));
    }
  }

  /** With each move's counters, which are known when the next one begins. */
  private List<VfMove> moves() {
    List<VfMove> complete = new ArrayList<>();
    for (int i = 0; i < moves.size(); i++) {
      Move move = moves.get(i);
      complete.add(
          new VfMove(
              move.cycle(),
              move.transition(),
              move.asked(),
              move.began(),
              move.done(),
              counters.get(i + 1).since(counters.get(i))));
    }
    return complete;
  }

  /** Ends host and machines at once. */
  @Override
  public void close() throws IOException {
    pair.close();
  }
}
