package org.manakin.host.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.manakin.host.document.DocumentException;
import org.manakin.host.document.PolicyDocument;
import org.manakin.vswitch.policy.Policy;
import org.manakin.vswitch.policy.SecurityRule;

/** Policies and their rules. Changes are made one after the other. */
final class PolicyRoutes {
  private static final Path SOURCE = Path.of("body");

  private final HostOperations host;
  private final Object changing = new Object();

  PolicyRoutes(HostOperations host) {
    this.host = host;
  }

  List<Route> routes() {
    return List.of(
        Route.look("/policies", call -> list()),
        Route.look("/policies/{policy}", call -> shown(policy(call))),
        Route.change("PUT", "/policies/{policy}", "policy set", this::set),
        Route.change("DELETE", "/policies/{policy}", "policy delete", this::delete),
        Route.look("/policies/{policy}/rules/{rule}", this::showRule),
        Route.change("PUT", "/policies/{policy}/rules/{rule}", "policy add-rule", this::setRule),
        Route.change(
            "DELETE", "/policies/{policy}/rules/{rule}", "policy delete-rule", this::deleteRule));
  }

  private Reply list() {
    ArrayNode policies = JsonNodeFactory.instance.arrayNode();
    host.policies().forEach(policy -> policies.add(json(policy)));
    return Reply.ok(JsonNodeFactory.instance.objectNode().set("policies", policies));
  }

  private Reply shown(Policy policy) {
    return Reply.ok(json(policy));
  }

  /** The policy with the NICs that name it. */
  private ObjectNode json(Policy policy) {
    ObjectNode node = PolicyDocument.json(policy);
    users(policy.name()).forEach(node.putArray("nics")::add);
    return node;
  }

  private List<String> users(String policy) {
    return host.nics().stream()
        .filter(nic -> nic.policy().equals(Optional.of(policy)))
        .map(NicStatus::name)
        .toList();
  }

  private Policy policy(Call call) throws Refusal {
    String name = call.name("policy");
    return host.policies().stream()
        .filter(policy -> policy.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Refusal.unknown("policy", name));
  }

  private static SecurityRule rule(Policy policy, String name) throws Refusal {
    return policy.rules().stream()
        .filter(rule -> rule.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Refusal.unknown("rule", name));
  }

  private Reply showRule(Call call) throws Refusal {
    return Reply.ok(PolicyDocument.json(rule(policy(call), call.name("rule"))));
  }

  private Reply set(Call call) throws Refusal {
    ObjectNode body =
        named(call, call.name("policy"), "name", "inbound", "outbound", "rules", "nics");
    body.remove("nics"); // what GET shows can be put back
    try {
      Policy policy = PolicyDocument.policy(body.toString(), SOURCE);
      synchronized (changing) {
        host.apply(policy);
      }
      return shown(policy);
    } catch (DocumentException e) {
      throw wrong(e);
    }
  }

  private Reply delete(Call call) throws Refusal {
    synchronized (changing) {
      Policy policy = policy(call);
      List<String> users = users(policy.name());
      if (!users.isEmpty()) {
        throw new Refusal(
            409,
            "policy-in-use",
            "NICs have the policy '%s': %s".formatted(policy.name(), String.join(", ", users)));
      }
      host.forget(policy.name());
      return Reply.ok(PolicyDocument.json(policy));
    }
  }

  private Reply setRule(Call call) throws Refusal {
    ObjectNode body =
        named(
            call,
            call.name("rule"),
            "name",
            "priority",
            "direction",
            "protocol",
            "source",
            "source_ports",
            "destination",
            "destination_ports",
            "action");
    SecurityRule rule;
    try {
      rule = PolicyDocument.rule(body.toString(), SOURCE);
    } catch (DocumentException e) {
      throw wrong(e);
    }
    synchronized (changing) {
      Policy policy = policy(call);
      List<SecurityRule> rules = without(policy, rule.name());
      rules.add(rule);
      return changed(policy, rules);
    }
  }

  private Reply deleteRule(Call call) throws Refusal {
    synchronized (changing) {
      Policy policy = policy(call);
      return changed(policy, without(policy, rule(policy, call.name("rule")).name()));
    }
  }

  private static List<SecurityRule> without(Policy policy, String rule) {
    List<SecurityRule> rules = new ArrayList<>(policy.rules());
    rules.removeIf(each -> each.name().equals(rule));
    return rules;
  }

  private Reply changed(Policy policy, List<SecurityRule> rules) throws Refusal {
    Policy changed;
    try {
      changed = new Policy(policy.name(), rules, policy.inbound(), policy.outbound());
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
    host.apply(changed);
    return shown(changed);
  }

  /** The body with the name that the path says. */
  private static ObjectNode named(Call call, String name, String... keys) throws Refusal {
    JsonNode body = call.body(keys);
    if (!body.path("name").asText(name).equals(name)) {
      throw Refusal.badRequest(
          "the path names '%s' and the body '%s'".formatted(name, body.path("name").asText()));
    }
    return ((ObjectNode) body.deepCopy()).put("name", name);
  }

  private static Refusal wrong(DocumentException e) {
    return Refusal.badRequest(
        String.join("; ", e.problems().stream().map(problem -> problem.text()).toList()));
  }
}
