package org.manakin.host.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.manakin.host.PolicyPlan;
import org.manakin.host.PolicyPlan.Action;
import org.manakin.host.PolicyPlan.Direction;
import org.manakin.host.PolicyPlan.PortRange;
import org.manakin.host.PolicyPlan.RulePlan;
import org.manakin.vswitch.Prefix;

/** Reads {@code policies}. */
final class PolicyReader {
  private static final Map<String, Integer> PROTOCOLS =
      Map.of("icmp", 1, "tcp", 6, "udp", 17, "icmpv6", 58);
  private static final List<Integer> WITH_PORTS = List.of(6, 17);
  private static final int MOST_PORT = 65_535;

  private final Names<PolicyPlan> names = new Names<>("policy");

  List<PolicyPlan> read(Section file) {
    List<PolicyPlan> policies = new ArrayList<>();
    for (Section section : file.sections("policies")) {
      PolicyPlan policy = policy(section);
      policies.add(policy);
      names.add(section, policy.name(), policy);
    }
    return policies;
  }

  /** Reads one policy, for instance one that is not in a host file. */
  static PolicyPlan policy(Section section) {
    List<RulePlan> rules = new ArrayList<>();
    Names<RulePlan> ruleNames = new Names<>("rule");
    Map<String, String> priorities = new HashMap<>();
    for (Section item : section.sections("rules")) {
      RulePlan rule = rule(item);
      ruleNames.add(item, rule.name(), rule);
      if (rule.priority() > 0) {
        String other =
            priorities.putIfAbsent(rule.direction() + " " + rule.priority(), rule.name());
        if (other != null) {
          item.wrong(
              "priority",
              "rule '%s' of the same direction has priority %d already"
                  .formatted(other, rule.priority()));
        }
      }
      rules.add(rule);
    }
    return new PolicyPlan(
        section.text("name", ""),
        rules,
        action(section, "inbound", Action.DENY),
        action(section, "outbound", Action.ALLOW));
  }

  /** Reads one rule. */
  static RulePlan rule(Section section) {
    OptionalInt protocol = protocol(section);
    Optional<Prefix> source = section.parsed("source", Prefix::parse);
    Optional<Prefix> destination = section.parsed("destination", Prefix::parse);
    if (source.isPresent()
        && destination.isPresent()
        && source.get().address().getClass() != destination.get().address().getClass()) {
      section.wrong("destination", "expected a prefix of the same IP version as the source");
    }
    return new RulePlan(
        section.text("name", ""),
        section.number("priority", 0),
        section.text("direction", "in").equals("out") ? Direction.OUT : Direction.IN,
        protocol,
        source,
        ports(section, "source_ports", protocol),
        destination,
        ports(section, "destination_ports", protocol),
        action(section, "action", Action.DENY));
  }

  private static OptionalInt protocol(Section section) {
    int number = section.number("protocol", -1);
    Integer named = PROTOCOLS.get(section.text("protocol", "any"));
    if (number >= 0) {
      return OptionalInt.of(number);
    }
    return named == null ? OptionalInt.empty() : OptionalInt.of(named);
  }

  private static Optional<PortRange> ports(Section section, String key, OptionalInt protocol) {
    int one = section.number(key, -1);
    Optional<PortRange> range =
        one >= 0
            ? Optional.of(new PortRange(one, one))
            : section.parsed(key, PolicyReader::portRange);
    if (range.isPresent() && (protocol.isEmpty() || !WITH_PORTS.contains(protocol.getAsInt()))) {
      section.wrong(key, "expected 'protocol: tcp' or 'protocol: udp' beside ports");
    }
    return range;
  }

  private static PortRange portRange(String text) {
    int dash = text.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
    int last = Integer.parseInt(text.substring(dash + 1));
    if (first > last || last > MOST_PORT) {
      throw new IllegalArgumentException(
          "expected ports from 0 to 65535, the lower one first, not '" + text + "'");
    }
    return new PortRange(first, last);
  }

  private static Action action(Section section, String key, Action otherwise) {
    return section
        .text(key)
        .map(text -> Action.valueOf(text.toUpperCase(Locale.ROOT)))
        .orElse(otherwise);
  }

  Names<PolicyPlan> names() {
    return names;
  }
}
