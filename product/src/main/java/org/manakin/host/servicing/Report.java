package org.manakin.host.servicing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.manakin.observe.Clock;

/** Collects what an operation did, step by step. Any thread. */
final class Report {
  private record At(String name, long nanos) {}

  private final Vf vf;
  private final List<String> also;
  private final Operation operation;
  private final Optional<RevokeMode> mode;
  private final Optional<VfEvent> event;
  private final Clock clock;
  private final Instant when;
  private final long start;
  private final Map<String, Long> before;
  private final List<At> steps = new ArrayList<>();

  Report(
      Vf vf,
      List<String> also,
      Operation operation,
      Optional<RevokeMode> mode,
      Optional<VfEvent> event,
      Clock clock,
      Instant when) {
    this.vf = vf;
    this.also = also;
    this.operation = operation;
    this.mode = mode;
    this.event = event;
    this.clock = clock;
    this.when = when;
    this.before = vf.path().counters();
    this.start = clock.nanos();
  }

  /** It happens now. */
  void step(String name) {
    add(name, clock.nanos());
  }

  /** It happened then, if at all. */
  void step(String name, OptionalLong nanos) {
    nanos.ifPresent(at -> add(name, at));
  }

  private synchronized void add(String name, long nanos) {
    steps.add(new At(name, nanos));
  }

  /** The operation as it went; its end is now. */
  synchronized Transition end(Transition.Outcome outcome, String detail) {
    List<Step> ordered =
        steps.stream()
            .sorted(Comparator.comparingLong(at -> at.nanos() - start))
            .map(at -> new Step(at.name(), millis(at.nanos() - start)))
            .toList();
    return new Transition(
        vf.nic(),
        also,
        operation,
        mode,
        event,
        when,
        ordered,
        outcome,
        vf.state(),
        detail,
        before,
        vf.path().counters());
  }

  /** With three decimals. */
  private static double millis(long nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }
}
