package org.manakin.host;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.manakin.vswitch.policy.Prefix;

/**
 * What the traffic of the NICs that name it may do. Rules are stateful: what belongs to a
 * connection that was allowed is allowed.
 *
 * @param name unique in the host
 * @param rules in any order; no two of a direction have the same priority
 * @param inbound what happens to frames towards the NIC that no rule is about
 * @param outbound the same for frames from the NIC
 */
public record PolicyPlan(String name, List<RulePlan> rules, Action inbound, Action outbound) {
  /** What a rule or a default does. */
  public enum Action {
    ALLOW,
    DENY
  }

  /** As the NIC sees it. */
  public enum Direction {
    IN,
    OUT
  }

  /**
   * @param first to {@code last}, both included, 0 to 65535
   */
  public record PortRange(int first, int last) {}

  /**
   * A rule applies where all that it says holds.
   *
   * @param name unique in its policy
   * @param priority the lowest number wins, 1 to 65535
   * @param protocol the IP protocol's number, such as 6 for TCP; empty: any
   * @param source empty: any
   * @param sourcePorts empty: any; only with a protocol that has ports
   */
  public record RulePlan(
      String name,
      int priority,
      Direction direction,
      OptionalInt protocol,
      Optional<Prefix> source,
      Optional<PortRange> sourcePorts,
      Optional<Prefix> destination,
      Optional<PortRange> destinationPorts,
      Action action) {}

  public PolicyPlan {
    rules = List.copyOf(rules);
  }
}
