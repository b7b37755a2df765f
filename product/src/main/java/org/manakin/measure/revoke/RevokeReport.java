package org.manakin.measure.revoke;

import java.util.ArrayList;
import java.util.List;
import org.manakin.host.servicing.Operation;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.measure.traffic.TrafficResult;

/**
 * What came of the scenario.
 *
 * @param plan what was asked for
 * @param release of the kernel of both guests
 * @param begun {@link System#nanoTime} when the traffic began
 * @param ended the same when sending ended
 * @param broken what went wrong besides the figures, a line for each
 */
public record RevokeReport(
    RevokePlan plan,
    String release,
    TrafficResult traffic,
    LegLog legs,
    List<TransitionReport> transitions,
    long begun,
    long ended,
    List<String> broken) {
  private static final double P99 = 99;

  public RevokeReport {
    transitions = List.copyOf(transitions);
    broken = List.copyOf(broken);
  }

  /** Cycles that were done: a revoke and a restore. */
  public int cycles() {
    return (int) transitions.stream().filter(t -> t.operation() == Operation.RESTORE).count();
  }

  public int udpSent() {
    return traffic.toFirst().sent() + traffic.fromFirst().sent();
  }

  public int udpLostToGuest() {
    return traffic.toFirst().lost().count();
  }

  public int udpLostFromGuest() {
    return traffic.fromFirst().lost().count();
  }

  public int udpDuplicated() {
    return traffic.toFirst().duplicated().count() + traffic.fromFirst().duplicated().count();
  }

  public int udpReorderedToGuest() {
    return traffic.toFirst().reordered().count();
  }

  public int udpReorderedFromGuest() {
    return traffic.fromFirst().reordered().count();
  }

  public int udpReordered() {
    return udpReorderedToGuest() + udpReorderedFromGuest();
  }

  /** Of all that was lost, what the host did not hand on. */
  public int udpLostInHost() {
    return transitions.stream().mapToInt(TransitionReport::lostInHost).sum();
  }

  /** Lost while there was no transition to blame, before the first one. */
  public int udpLostBefore() {
    return udpLostToGuest()
        + udpLostFromGuest()
        - transitions.stream().mapToInt(TransitionReport::lost).sum();
  }

  /** The longest gap of each transition, in ms. */
  public Percentiles gaps() {
    return new Percentiles(transitions.stream().mapToDouble(t -> t.gaps().longest()).toArray());
  }

  /** From each restore to traffic on the VF, in ms. */
  public Percentiles onVf() {
    return new Percentiles(transitions.stream().flatMapToDouble(t -> t.onVf().stream()).toArray());
  }

  public boolean ok() {
    return failures().isEmpty();
  }

  /** What is not as it must be, a line for each. */
  public List<String> failures() {
    List<String> failures = new ArrayList<>(broken);
    check(
        failures,
        cycles() == plan.cycles(),
        cycles() + " of " + plan.cycles() + " cycles were done");
    none(failures, traffic.streamsLost(), "TCP connections were lost");
    none(failures, traffic.bytesCorrupted(), "bytes were corrupted");
    none(failures, udpUnknown(), "packets arrived that nobody sent");
    none(failures, udpDuplicated(), "datagrams arrived twice");
    if (plan.mode() == RevokeMode.PLANNED) {
      none(failures, udpLostToGuest(), "datagrams to the guest were lost");
      none(failures, udpReorderedToGuest(), "datagrams to the guest were overtaken");
      none(failures, udpLostInHost(), "datagrams were lost in the host, by its counters");
    }
    double gap = gaps().at(P99);
    check(
        failures,
        !(gap > plan.limits().gapP99()),
        "the 99th percentile of the longest gaps is %.0f ms, more than %.0f"
            .formatted(gap, plan.limits().gapP99()));
    double onVf = onVf().at(P99);
    check(
        failures,
        !(onVf > plan.limits().onVfP99()),
        "the 99th percentile from restore to traffic on the VF is %.0f ms, more than %.0f"
            .formatted(onVf, plan.limits().onVfP99()));
    none(failures, cycles() - onVf().count(), "times the traffic did not come back to the VF");
    return failures;
  }

  private int udpUnknown() {
    return traffic.toFirst().unknown() + traffic.fromFirst().unknown() + traffic.probes().unknown();
  }

  private static void none(List<String> failures, long number, String what) {
    check(failures, number == 0, number + " " + what);
  }

  private static void check(List<String> failures, boolean good, String failure) {
    if (!good) {
      failures.add(failure);
    }
  }
}
