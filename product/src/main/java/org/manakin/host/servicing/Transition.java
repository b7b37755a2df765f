package org.manakin.host.servicing;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One operation as it went.
 *
 * @param nic the NIC whose VF was named
 * @param also the machine's other NICs, whose VFs went the same way
 * @param mode of a revoke
 * @param event of a service event
 * @param when it began
 * @param steps in the order in which they happened
 * @param state that the VF is in afterwards
 * @param detail one line for people; empty if there is nothing to say
 * @param before counters of both legs of the NIC before the first step
 * @param after the same after the last
 */
public record Transition(
    String nic,
    List<String> also,
    Operation operation,
    Optional<RevokeMode> mode,
    Optional<VfEvent> event,
    Instant when,
    List<Step> steps,
    Outcome outcome,
    VfState state,
    String detail,
    Map<String, Long> before,
    Map<String, Long> after) {

  /** How it ended. */
  public enum Outcome {
    DONE,
    /** It was done, and the guest shows no reaction: no driver, or one that ignores it. */
    NO_REACTION,
    /** The guest did not eject in time; it may yet. */
    STUCK,
    /** It was not done; the VF is as it was, or as {@link #state} says. */
    FAILED
  }

  public Transition {
    also = List.copyOf(also);
    steps = List.copyOf(steps);
    before = new LinkedHashMap<>(before);
    after = new LinkedHashMap<>(after);
  }

  /** When the first step of that name happened, in ms since the beginning. */
  public OptionalDouble millis(String step) {
    return steps.stream().filter(s -> s.name().equals(step)).mapToDouble(Step::millis).findFirst();
  }
}
