package org.manakin.vswitch.policy;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A rule applies to a packet of which all holds that the rule says; what it does not say may be
 * anything. Source and destination are those of the packet that begins a connection.
 *
 * @param name unique in its policy; not blank
 * @param priority 1 to {@value #LOWEST_PRIORITY}; of the rules that apply, the one with the lowest
 *     number decides
 * @param protocol the IP protocol's number ({@link IpProtocol} has the usual ones); empty: any
 * @param source empty: any address of either family
 * @param sourcePorts empty: any; otherwise the protocol is TCP or UDP
 * @param destinationPorts like {@code sourcePorts}
 */
public record SecurityRule(
    String name,
    int priority,
    Direction direction,
    OptionalInt protocol,
    Optional<Prefix> source,
    Optional<PortRange> sourcePorts,
    Optional<Prefix> destination,
    Optional<PortRange> destinationPorts,
    Action action) {
  /** The highest number that a rule may have. */
  public static final int LOWEST_PRIORITY = 65_499;

  public SecurityRule {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a security rule without a name; give it one");
    }
    if (priority < 1 || priority > LOWEST_PRIORITY) {
      throw refused(
          name, "priority %d is not within 1 and %d".formatted(priority, LOWEST_PRIORITY));
    }
    if (protocol.isPresent() && (protocol.getAsInt() < 0 || protocol.getAsInt() > 0xff)) {
      throw refused(name, "protocol %d is not within 0 and 255".formatted(protocol.getAsInt()));
    }
    if ((sourcePorts.isPresent() || destinationPorts.isPresent())
        && !IpProtocol.hasPorts(protocol.orElse(-1))) {
      throw refused(name, "ports need protocol TCP (6) or UDP (17)");
    }
    if (source.isPresent()
        && destination.isPresent()
        && bytes(source.get()) != bytes(destination.get())) {
      throw refused(
          name,
          "source %s and destination %s are of different families"
              .formatted(source.get(), destination.get()));
    }
  }

  private static int bytes(Prefix prefix) {
    return prefix.address().getAddress().length;
  }

  private static IllegalArgumentException refused(String name, String why) {
    return new IllegalArgumentException("security rule '" + name + "': " + why);
  }
}
