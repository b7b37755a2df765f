package org.manakin.host.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import org.manakin.vswitch.policy.IpProtocol;
import org.manakin.vswitch.policy.Policy;
import org.manakin.vswitch.policy.PortRange;
import org.manakin.vswitch.policy.SecurityRule;

/** A policy or a rule by itself, with the same keys as in a host file; JSON or YAML. */
public final class PolicyDocument {
  private PolicyDocument() {}

  /**
   * Reads a policy.
   *
   * @param source that messages name
   * @throws DocumentException with everything that is wrong
   */
  public static Policy policy(String text, Path source) throws DocumentException {
    return read(text, source, "/$defs/policy", PolicyReader::policy);
  }

  /**
   * What is sent to set policy {@code name} to a document, which may leave the name out, and may
   * have the {@code nics} that the control API adds.
   *
   * @throws DocumentException with everything that is wrong
   */
  public static ObjectNode request(String text, Path source, String name) throws DocumentException {
    YamlDocument document = YamlDocument.parse(text);
    if (document.root() instanceof ObjectNode root) {
      root.remove("nics");
      root.put("name", name);
    }
    return json(read(document, source, "/$defs/policy", PolicyReader::policy));
  }

  /** Reads a rule. */
  public static SecurityRule rule(String text, Path source) throws DocumentException {
    return read(text, source, "/$defs/rule", PolicyReader::rule);
  }

  private static <T> T read(String text, Path source, String part, Function<Section, T> reader)
      throws DocumentException {
    return read(YamlDocument.parse(text), source, part, reader);
  }

  private static <T> T read(
      YamlDocument document, Path source, String part, Function<Section, T> reader)
      throws DocumentException {
    if (!document.problems().isEmpty()) {
      throw new DocumentException(source, document.problems());
    }
    Problems problems = new Problems(document);
    new DocumentSchema(part).check(document, problems);
    T result = reader.apply(new Section(document, problems));
    if (!problems.isEmpty()) {
      throw new DocumentException(source, problems.list());
    }
    return result;
  }

  /** The policy as {@link #policy} reads it. */
  public static ObjectNode json(Policy policy) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", policy.name());
    node.put("inbound", word(policy.inbound()));
    node.put("outbound", word(policy.outbound()));
    ArrayNode rules = node.putArray("rules");
    policy.rules().forEach(rule -> rules.add(json(rule)));
    return node;
  }

  /** The rule as {@link #rule} reads it. */
  public static ObjectNode json(SecurityRule rule) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", rule.name());
    node.put("priority", rule.priority());
    node.put("direction", word(rule.direction()));
    rule.protocol().ifPresent(number -> putProtocol(node, number));
    rule.source().ifPresent(prefix -> node.put("source", prefix.toString()));
    rule.sourcePorts().ifPresent(ports -> putPorts(node, "source_ports", ports));
    rule.destination().ifPresent(prefix -> node.put("destination", prefix.toString()));
    rule.destinationPorts().ifPresent(ports -> putPorts(node, "destination_ports", ports));
    node.put("action", word(rule.action()));
    return node;
  }

  private static void putProtocol(ObjectNode node, int number) {
    String name = protocolName(number);
    if (name.isEmpty()) {
      node.put("protocol", number);
    } else {
      node.put("protocol", name);
    }
  }

  private static String protocolName(int number) {
    return switch (number) {
      case IpProtocol.ICMP -> "icmp";
      case IpProtocol.TCP -> "tcp";
      case IpProtocol.UDP -> "udp";
      case IpProtocol.ICMPV6 -> "icmpv6";
      default -> "";
    };
  }

  private static void putPorts(ObjectNode node, String key, PortRange ports) {
    if (ports.first() == ports.last()) {
      node.put(key, ports.first());
    } else {
      node.put(key, ports.toString());
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
