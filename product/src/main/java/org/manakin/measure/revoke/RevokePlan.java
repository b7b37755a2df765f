package org.manakin.measure.revoke;

import java.time.Duration;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.measure.traffic.TrafficLoad;

/**
 * What the scenario is to do.
 *
 * @param kernel of both guests
 * @param smp virtual processors of each
 * @param mode how the VF goes away
 * @param onVf how long the traffic goes over the VF before each revoke
 * @param onSynthetic how long it goes over the synthetic NIC before each restore
 * @param limits what is good enough
 */
public record RevokePlan(
    String kernel,
    int smp,
    int cycles,
    RevokeMode mode,
    Duration onVf,
    Duration onSynthetic,
    TrafficLoad load,
    Limits limits) {
  /**
   * Times that are good enough, in ms.
   *
   * @param gapP99 the 99th percentile of the longest gap of each transition
   * @param onVfP99 the 99th percentile of the time from restore to traffic on the VF
   */
  public record Limits(double gapP99, double onVfP99) {}

  public RevokePlan {
    if (cycles < 1) {
      throw new IllegalArgumentException("at least one cycle");
    }
  }
}
