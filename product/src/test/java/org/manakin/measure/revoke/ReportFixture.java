package org.manakin.measure.revoke;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.manakin.host.servicing.Operation;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.host.servicing.Step;
import org.manakin.host.servicing.Transition;
import org.manakin.host.servicing.VfState;
import org.manakin.measure.traffic.Recording;
import org.manakin.measure.traffic.TrafficLoad;
import org.manakin.measure.traffic.TrafficResult;

/**
 * The traffic of a recorded run, as if a VF had been revoked and restored when it was disturbed.
 */
public final class ReportFixture {
  static final long MILLI = 1_000_000;

  private final Recording recording = new Recording();
  final TrafficResult traffic = recording.result();
  final long revoked = recording.stalls()[0];
  final long restored = recording.stalls()[1];
  final long begun = revoked - 500 * MILLI;
  final long ended = restored + 900 * MILLI;
  private RevokeMode mode = RevokeMode.PLANNED;
  private Map<String, Long> hostCounted = Map.of();

  public ReportFixture surprise() {
    mode = RevokeMode.SURPRISE;
    return this;
  }

  /** What the host's counters say of the revoke. */
  ReportFixture counted(Map<String, Long> changes) {
    hostCounted = changes;
    return this;
  }

  LegLog legs() {
    List<LegSample> samples = new ArrayList<>();
    long frames = 0;
    for (long at = begun; at < ended; at += 2 * MILLI) {
      boolean away = at >= revoked + 20 * MILLI && at < restored + 40 * MILLI;
      boolean held = away && at < revoked + 100 * MILLI;
      frames += away ? 0 : 2;
      LegSample.Path path =
          held ? LegSample.Path.HELD : away ? LegSample.Path.SYNTHETIC : LegSample.Path.VF;
      samples.add(new LegSample(at, path, frames, frames, 0, 0));
    }
    return new LegLog(samples);
  }

  private VfMove move(Operation operation, long asked, long took, Map<String, Long> changes) {
    boolean revoke = operation == Operation.REVOKE;
    Transition transition =
        new Transition(
            "nic1",
            List.of(),
            operation,
            revoke ? Optional.of(mode) : Optional.empty(),
            Optional.empty(),
            Instant.EPOCH,
            revoke
                ? List.of(new Step(Step.MIGRATE, 1), new Step(Step.RECEIVE_OFF, 20))
                : List.of(new Step(Step.CANCEL, 0.5)),
            Transition.Outcome.DONE,
            revoke ? VfState.REVOKED : VfState.ACTIVE,
            "",
            Map.of(),
            Map.of());
    return new VfMove(
        1,
        transition,
        asked,
        asked + MILLI,
        asked + took,
        new HostCounters(new TreeMap<>(changes)));
  }

  List<TransitionReport> transitions() {
    return Attribution.of(
        List.of(
            move(Operation.REVOKE, revoked, 263 * MILLI, hostCounted),
            move(Operation.RESTORE, restored, 150 * MILLI, Map.of())),
        traffic,
        legs(),
        begun,
        ended);
  }

  RevokePlan plan() {
    return new RevokePlan(
        "6.12",
        2,
        1,
        mode,
        Duration.ofMillis(500),
        Duration.ofMillis(140),
        new TrafficLoad(250, 200, 250, 1, 100_000),
        new RevokePlan.Limits(250, 710));
  }

  /** The report. */
  public RevokeReport report() {
    return report(traffic, List.of());
  }

  RevokeReport report(TrafficResult other, List<String> broken) {
    return new RevokeReport(
        plan(), "6.12.107-amd64", other, legs(), transitions(), begun, ended, broken);
  }
}
