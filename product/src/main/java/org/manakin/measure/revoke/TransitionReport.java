package org.manakin.measure.revoke;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.manakin.host.servicing.Operation;
import org.manakin.host.servicing.Step;

/**
 * What became of the traffic at one transition, up to the next one. Times in ms.
 *
 * @param cycle from 1 on
 * @param at since the traffic began
 * @param took until the operation was over
 * @param steps of the operation, since it was asked for
 * @param sent datagrams in both directions
 * @param lostToGuest datagrams to the guest whose VF it is
 * @param lostFromGuest datagrams from that guest
 * @param losses frames that the host did not hand on, by the counter that says so
 * @param gaps the longest times without an arrival
 * @param held how long frames for the guest waited
 * @param heldFrames how many waited
 * @param onVf of a restore, from its beginning to the first frame on the VF
 * @param vf how long frames for the guest went over the VF until the next transition
 * @param synthetic the same of the synthetic NIC
 */
public record TransitionReport(
    int cycle,
    Operation operation,
    double at,
    double took,
    List<Step> steps,
    int sent,
    int lostToGuest,
    int lostFromGuest,
    int duplicated,
    int reorderedToGuest,
    int reorderedFromGuest,
    SortedMap<String, Long> losses,
    Gaps gaps,
    double held,
    long heldFrames,
    OptionalDouble onVf,
    double vf,
    double synthetic) {
  /**
   * Longest times without an arrival, in ms; 0 of what was not sent.
   *
   * @param toGuest of datagrams
   * @param fromGuest of datagrams
   * @param probe of answers
   * @param stream of any of the TCP connections
   */
  public record Gaps(double toGuest, double fromGuest, double probe, double stream) {
    public double longest() {
      return Math.max(Math.max(toGuest, fromGuest), Math.max(probe, stream));
    }
  }

  public TransitionReport {
    steps = List.copyOf(steps);
    losses = new TreeMap<>(losses);
  }

  public int lost() {
    return lostToGuest + lostFromGuest;
  }

  /** Lost datagrams that the host did not hand on: at most so many, as it drops others too. */
  public int lostInHost() {
    return (int) Math.min(lost(), losses.values().stream().mapToLong(n -> n).sum());
  }

  /** Datagrams from the guest that no leg has brought: the guest itself dropped them. */
  public int lostBeforeLegs() {
    return Math.max(0, lostFromGuest - lostInHost());
  }

  /** Datagrams for the guest that were put into its rings, and that it did not take from there. */
  public int lostInRings() {
    return lost() - lostInHost() - lostBeforeLegs();
  }
}
