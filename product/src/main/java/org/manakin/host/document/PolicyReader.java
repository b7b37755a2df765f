package org.manakin.host.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.manakin.vswitch.policy.Action;
import org.manakin.vswitch.policy.Direction;
import org.manakin.vswitch.policy.IpProtocol;
import org.manakin.vswitch.policy.Policy;
import org.manakin.vswitch.policy.PortRange;
import org.manakin.vswitch.policy.Prefix;
import org.manakin.vswitch.policy.SecurityRule;

/** Reads policies. Where something is wrong, what it returns is not to be used. */
public final class PolicyReader {
  private static final Map<String, Integer> PROTOCOLS =
      Map.of(
          "icmp", IpProtocol.ICMP,
          "tcp", IpProtocol.TCP,
          "udp", IpProtocol.UDP,
          "icmpv6", IpProtocol.ICMPV6);
  private static final SecurityRule NONE =
      new SecurityRule(
          "none",
          1,
          Direction.IN,
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Action.DENY);

  private final Names<Policy> names = new Names<>("policy");

  /** Reads {@code policies}. */
  public List<Policy> read(Section file) {
    List<Policy> policies = new ArrayList<>();
    for (Section section : file.sections("policies")) {
      Policy policy = policy(section);
      policies.add(policy);
      names.add(section, section.text("name", ""), policy);
    }
    return policies;
  }

  /** Reads one policy. */
  public static Policy policy(Section section) {
    List<SecurityRule> rules = new ArrayList<>();
    Names<SecurityRule> ruleNames = new Names<>("rule");
    Map<String, String> priorities = new HashMap<>();
    for (Section item : section.sections("rules")) {
      SecurityRule rule = rule(item);
      ruleNames.add(item, item.text("name", ""), rule);
      int priority = item.number("priority", 0);
      String other =
          priority == 0
              ? null
              : priorities.putIfAbsent(
                  item.text("direction", "") + " " + priority, item.text("name", ""));
      if (other != null) {
        item.wrong(
            "priority",
            "rule '%s' of the same direction has priority %d already".formatted(other, priority));
      }
      rules.add(rule);
    }
    Action inbound = action(section, "inbound", Action.DENY);
    Action outbound = action(section, "outbound", Action.ALLOW);
    return section.made(
        () -> new Policy(section.text("name", ""), rules, inbound, outbound), Policy.OPEN);
  }

  /** Reads one rule. */
  public static SecurityRule rule(Section section) {
    OptionalInt protocol = protocol(section);
    Optional<Prefix> source = section.parsed("source", Prefix::parse);
    Optional<Prefix> destination = section.parsed("destination", Prefix::parse);
    if (source.isPresent()
        && destination.isPresent()
        && source.get().address().getClass() != destination.get().address().getClass()) {
      section.wrong("destination", "expected a prefix of the same IP version as the source");
    }
    Optional<PortRange> sourcePorts = ports(section, "source_ports", protocol);
    Optional<PortRange> destinationPorts = ports(section, "destination_ports", protocol);
    return section.made(
        () ->
            new SecurityRule(
                section.text("name", ""),
                section.number("priority", 0),
                section.text("direction", "").equals("in") ? Direction.IN : Direction.OUT,
                protocol,
                source,
                sourcePorts,
                destination,
                destinationPorts,
                action(section, "action", Action.DENY)),
        NONE);
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
    int number = protocol.orElse(-1);
    if (range.isPresent() && number != IpProtocol.TCP && number != IpProtocol.UDP) {
      section.wrong(key, "expected 'protocol: tcp' or 'protocol: udp' beside ports");
    }
    return range;
  }

  private static PortRange portRange(String text) {
    int dash = text.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
    int last = Integer.parseInt(text.substring(dash + 1));
    try {
      return new PortRange(first, last);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected ports from 0 to 65535, the lower one first, not '" + text + "'", e);
    }
  }

  private static Action action(Section section, String key, Action otherwise) {
    return section
        .text(key)
        .map(text -> Action.valueOf(text.toUpperCase(Locale.ROOT)))
        .orElse(otherwise);
  }

  /** What references to policies find. */
  public Names<Policy> names() {
    return names;
  }
}
