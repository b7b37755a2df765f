package org.manakin.host.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.manakin.host.events.ScheduledEvent;
import org.manakin.host.servicing.Step;
import org.manakin.host.servicing.Transition;

/** The JSON of the API's resources, as its OpenAPI description says. */
final class Shapes {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Shapes() {}

  /** An enum's constant as the API writes it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant of that word; empty if there is none. */
  static <E extends Enum<E>> Optional<E> constant(Class<E> type, String word) {
    for (E each : type.getEnumConstants()) {
      if (word(each).equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  static ObjectNode nic(NicStatus nic) {
    ObjectNode node = JSON.objectNode();
    node.put("name", nic.name());
    node.put("vm", nic.vm());
    node.put("network", nic.network());
    node.put("mac", nic.mac());
    nic.addresses().forEach(node.putArray("addresses")::add);
    node.put("path", word(nic.path()));
    node.put("why", nic.why());
    nic.vf()
        .ifPresent(vf -> {
          ObjectNode child = node.putObject("vf");
          child.put("state", word(vf.state()));
          child.put("explanation", vf.explanation());
          child.put("socket", vf.socket());
          child.put("attached", vf.attached());
        });
    nic.synthetic()
        .ifPresent(synthetic -> {
          ObjectNode child = node.putObject("synthetic");
          child.put("socket", synthetic.socket());
          child.put("attached", synthetic.attached());
          child.put("receiving", synthetic.receiving());
        });
    nic.policy().ifPresent(policy -> node.put("policy", policy));
    if (nic.egressBitsPerSecond() > 0) {
      node.put("egress_bits_per_second", nic.egressBitsPerSecond());
    }
    return node;
  }

  static ObjectNode transition(Transition transition) {
    ObjectNode node = JSON.objectNode();
    node.put("nic", transition.nic());
    transition.also().forEach(node.putArray("also")::add);
    node.put("operation", word(transition.operation()));
    transition.mode().ifPresent(mode -> node.put("mode", word(mode)));
    transition.event().ifPresent(event -> node.put("event", word(event)));
    node.put("when", transition.when().toString());
    ArrayNode steps = node.putArray("steps");
    for (Step step : transition.steps()) {
      steps.addObject().put("name", step.name()).put("millis", rounded(step.millis()));
    }
    node.put("outcome", word(transition.outcome()));
    node.put("state", word(transition.state()));
    node.put("detail", transition.detail());
    counters(node.putObject("before"), transition.before());
    counters(node.putObject("after"), transition.after());
    return node;
  }

  private static void counters(ObjectNode node, Map<String, Long> counters) {
    counters.forEach((name, value) -> node.put(name, value));
  }

  static ObjectNode flow(FlowEntry flow) {
    ObjectNode node = JSON.objectNode();
    node.put("ingress", flow.ingress());
    node.put("protocol", flow.protocol());
    node.put("source", flow.source());
    flow.sourcePort().ifPresent(port -> node.put("source_port", port));
    node.put("destination", flow.destination());
    flow.destinationPort().ifPresent(port -> node.put("destination_port", port));
    node.put("action", word(flow.action()));
    node.put("packets", flow.packets());
    node.put("idle_ms", flow.idleMillis());
    return node;
  }

  static ObjectNode announced(ScheduledEvent event) {
    ObjectNode node = JSON.objectNode();
    node.put("event_id", event.id());
    node.put("not_before", event.notBefore().toString());
    return node;
  }

  /** Microseconds are what the clock is good for. */
  static BigDecimal rounded(double millis) {
    return BigDecimal.valueOf(millis).setScale(3, RoundingMode.HALF_UP);
  }
}
