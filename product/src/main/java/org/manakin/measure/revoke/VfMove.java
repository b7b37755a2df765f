package org.manakin.measure.revoke;

import org.manakin.host.servicing.Operation;
import org.manakin.host.servicing.Transition;

/**
 * A VF was taken away or given back.
 *
 * @param cycle from 1 on; each has a revoke and a restore
 * @param transition as the host tells it
 * @param asked {@link System#nanoTime} when it was asked for
 * @param began the same at its beginning, which its steps are counted from
 * @param done the same at its end
 * @param changes of the host's counters from its beginning to that of the next one
 */
public record VfMove(
    int cycle, Transition transition, long asked, long began, long done, HostCounters changes) {
  public Operation operation() {
    return transition.operation();
  }
}
