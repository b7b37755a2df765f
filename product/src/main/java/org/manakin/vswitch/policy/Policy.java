package org.manakin.vswitch.policy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an endpoint may send and receive: security rules and, for each direction, what happens where
 * no rule applies. Rules decide about the first packet of a connection; what belongs to an allowed
 * connection passes both ways. Immutable.
 *
 * <p>The defaults act as one more rule for each direction, behind all others, with the name {@value
 * #DEFAULT_IN} or {@value #DEFAULT_OUT}. Nothing else is added: unlike in Azure there is no
 * built-in rule for the endpoint's own network or for a load balancer.
 *
 * @param name for people
 * @param rules in any order, at most {@value #MOST_RULES}; no two of a direction have the same
 *     priority, no two the same name
 * @param inbound the default towards the endpoint
 * @param outbound the default from the endpoint
 */
public record Policy(String name, List<SecurityRule> rules, Action inbound, Action outbound) {
  /** Rules that a policy may have. */
  public static final int MOST_RULES = 8192;

  /** The name under which the inbound default counts. */
  public static final String DEFAULT_IN = "default-in";

  /** The name under which the outbound default counts. */
  public static final String DEFAULT_OUT = "default-out";

  /** Everything may pass, frames of any EtherType included: what an endpoint without rules has. */
  public static final Policy OPEN = new Policy("open", List.of(), Action.ALLOW, Action.ALLOW);

  public Policy {
    rules = List.copyOf(rules);
    if (rules.size() > MOST_RULES) {
      throw refused(name, "%d rules; there may be %d".formatted(rules.size(), MOST_RULES));
    }
    Set<String> names = new HashSet<>(Set.of(DEFAULT_IN, DEFAULT_OUT));
    Map<Long, String> priorities = new HashMap<>();
    for (SecurityRule rule : rules) {
      if (!names.add(rule.name())) {
        throw refused(name, "two rules have the name '" + rule.name() + "'");
      }
      long place = (rule.direction() == Direction.IN ? 1L << 32 : 0) | rule.priority();
      String other = priorities.putIfAbsent(place, rule.name());
      if (other != null) {
        throw refused(
            name,
            "rules '%s' and '%s' both have priority %d %s; change one"
                .formatted(other, rule.name(), rule.priority(), rule.direction()));
      }
    }
  }

  /** The default rules that endpoints have in Azure towards strangers: IN denied, OUT allowed. */
  public static Policy of(String name, List<SecurityRule> rules) {
    return new Policy(name, rules, Action.DENY, Action.ALLOW);
  }

  /** Whether there is nothing that it could deny. */
  public boolean isOpen() {
    return rules.stream().allMatch(rule -> rule.action() == Action.ALLOW)
        && inbound == Action.ALLOW
        && outbound == Action.ALLOW;
  }

  private static IllegalArgumentException refused(String name, String why) {
    return new IllegalArgumentException("policy '" + name + "': " + why);
  }
}
