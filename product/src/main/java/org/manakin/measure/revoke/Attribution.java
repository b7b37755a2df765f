package org.manakin.measure.revoke;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.manakin.host.servicing.Operation;
import org.manakin.host.servicing.Step;
import org.manakin.measure.traffic.Arrivals;
import org.manakin.measure.traffic.PacketFlow;
import org.manakin.measure.traffic.TrafficResult;

/**
 * Whose fault it was. A transition is to blame for every packet that was sent from its beginning to
 * that of the next one and did not arrive, and for the gaps up to half a second after its end: what
 * comes later is the machine's.
 */
final class Attribution {
  private static final long SETTLED_NANOS = 500_000_000;
  private static final double NANOS_PER_MILLI = 1e6;

  /** The last part of the path of the host's counter of frames that had to wait. */
  private static final String HELD = "held";

  private final TrafficResult traffic;
  private final LegLog legs;
  private final long begun;

  private Attribution(TrafficResult traffic, LegLog legs, long begun) {
    this.traffic = traffic;
    this.legs = legs;
    this.begun = begun;
  }

  /**
   * A report on each of the moves.
   *
   * @param moves in order
   * @param begun when the traffic began
   * @param ended when its sending ended
   */
  static List<TransitionReport> of(
      List<VfMove> moves, TrafficResult traffic, LegLog legs, long begun, long ended) {
    Attribution attribution = new Attribution(traffic, legs, begun);
    List<TransitionReport> reports = new ArrayList<>();
    for (int i = 0; i < moves.size(); i++) {
      long next = i + 1 < moves.size() ? moves.get(i + 1).asked() : ended;
      reports.add(attribution.report(moves.get(i), next));
    }
    return reports;
  }

  private TransitionReport report(VfMove move, long next) {
    long from = move.asked();
    PacketFlow to = traffic.toFirst();
    PacketFlow back = traffic.fromFirst();
    return new TransitionReport(
        move.cycle(),
        move.operation(),
        millis(from - begun),
        millis(move.done() - from),
        steps(move),
        to.sent(from, next) + back.sent(from, next),
        to.lost().count(from, next),
        back.lost().count(from, next),
        to.duplicated().count(from, next) + back.duplicated().count(from, next),
        to.reordered().count(from, next),
        back.reordered().count(from, next),
        move.changes().losses(),
        gaps(from, Math.min(next, move.done() + SETTLED_NANOS)),
        millis(legs.nanosOn(LegSample.Path.HELD, from, next)),
        heldFrames(move.changes()),
        onVf(move, next),
        millis(legs.nanosOn(LegSample.Path.VF, from, next)),
        millis(legs.nanosOn(LegSample.Path.SYNTHETIC, from, next)));
  }

  private static List<Step> steps(VfMove move) {
    double before = millis(move.began() - move.asked());
    return move.transition().steps().stream()
        .map(step -> new Step(step.name(), before + step.millis()))
        .toList();
  }

  private TransitionReport.Gaps gaps(long from, long to) {
    return new TransitionReport.Gaps(
        gap(traffic.toFirst(), from, to),
        gap(traffic.fromFirst(), from, to),
        gap(traffic.probes(), from, to),
        Math.max(
            gap(traffic.streamsToFirst(), from, to), gap(traffic.streamsFromFirst(), from, to)));
  }

  private static double gap(PacketFlow flow, long from, long to) {
    return flow.sent() == 0 ? 0 : millis(flow.arrivals().longestGap(from, to).nanos());
  }

  private static double gap(List<Arrivals> streams, long from, long to) {
    return streams.stream()
        .mapToDouble(stream -> millis(stream.longestGap(from, to).nanos()))
        .max()
        .orElse(0);
  }

  private static long heldFrames(HostCounters changes) {
    return changes.values().entrySet().stream()
        .filter(entry -> entry.getKey().endsWith("/" + HELD))
        .mapToLong(entry -> entry.getValue())
        .sum();
  }

  private OptionalDouble onVf(VfMove move, long next) {
    if (move.operation() != Operation.RESTORE) {
      return OptionalDouble.empty();
    }
    long first = legs.firstOnVf(move.asked(), next);
    return first < 0 ? OptionalDouble.empty() : OptionalDouble.of(millis(first - move.asked()));
  }

  private static double millis(long nanos) {
    return nanos / NANOS_PER_MILLI;
  }
}
