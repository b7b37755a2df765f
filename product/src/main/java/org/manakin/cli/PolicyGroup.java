package org.manakin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.manakin.host.document.DocumentException;
import org.manakin.host.document.PolicyDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Policies of a running host. */
@Command(
    name = "policy",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description =
        "Shows and changes the policies of a running host. Changes hold until it ends; the host file"
            + " stays as it is.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  manakin policy list",
      "  manakin policy show web --json > web.json",
      "  manakin policy set web web.json",
      "  manakin policy add-rule web ssh --set priority=90 --set direction=in \\",
      "      --set protocol=tcp --set destination_ports=22 --set action=allow",
      "  manakin policy delete-rule web ssh"
    })
final class PolicyGroup implements Runnable {
  @Spec private CommandSpec command;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  PolicyGroup() {}

  /** Reached when no sub-command is named. */
  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Which command?");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Lists all policies.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        HostLink.OK_TEXT,
        HostLink.FAILED_TEXT,
        HostLink.USAGE_TEXT,
        HostLink.UNREACHABLE_TEXT
      })
  int list(@Mixin HostLink link) throws IOException {
    return link.show("/policies", PolicyGroup::table);
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Shows one policy with its rules.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        HostLink.OK_TEXT,
        HostLink.FAILED_TEXT,
        HostLink.USAGE_TEXT,
        HostLink.UNREACHABLE_TEXT
      })
  int show(
      @Mixin HostLink link,
      @Parameters(paramLabel = "POLICY", description = "Its name.") String policy)
      throws IOException {
    return link.show(path(policy), PolicyGroup::rules);
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Replaces a policy by what FILE says, for all NICs that name it, or adds one.",
        "",
        "FILE is YAML or JSON with the keys of a policy in a host file; what 'show --json' prints is"
            + " such a file."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        HostLink.OK_TEXT,
        HostLink.FAILED_TEXT,
        HostLink.USAGE_TEXT,
        HostLink.REFUSED_TEXT,
        HostLink.UNREACHABLE_TEXT
      })
  int set(
      @Mixin HostLink link,
      @Parameters(index = "0", paramLabel = "POLICY", description = "Its name.") String policy,
      @Parameters(index = "1", paramLabel = "FILE", description = "What it is to be.") Path file)
      throws IOException {
    try {
      String body = PolicyDocument.request(Files.readString(file), file, policy).toString();
      return link.tell("PUT", path(policy), body, PolicyGroup::rules);
    } catch (DocumentException e) {
      throw new ControlException(1, String.valueOf(e.getMessage()), e);
    }
  }

  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Forgets a policy that no NIC names.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        HostLink.OK_TEXT,
        HostLink.FAILED_TEXT,
        HostLink.USAGE_TEXT,
        HostLink.REFUSED_TEXT,
        HostLink.UNREACHABLE_TEXT
      })
  int delete(
      @Mixin HostLink link,
      @Parameters(paramLabel = "POLICY", description = "Its name.") String policy)
      throws IOException {
    return link.tell("DELETE", path(policy), null, was -> "deleted " + was.path("name").asText());
  }

  @Command(
      name = "add-rule",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Adds a rule to a policy, or replaces the one of that name.",
        "",
        "Keys as in a host file: priority, direction, action; protocol, source, source_ports,"
            + " destination, destination_ports."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        HostLink.OK_TEXT,
        HostLink.FAILED_TEXT,
        HostLink.USAGE_TEXT,
        HostLink.REFUSED_TEXT,
        HostLink.UNREACHABLE_TEXT
      })
  int addRule(
      @Mixin HostLink link,
      @Option(
              names = "--set",
              required = true,
              paramLabel = "KEY=VALUE",
              description = "A key of the rule; several times.")
          Map<String, String> keys,
      @Parameters(index = "0", paramLabel = "POLICY", description = "Its name.") String policy,
      @Parameters(index = "1", paramLabel = "RULE", description = "The rule's name.") String rule)
      throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(keys)
        .forEach((key, value) -> {
          if (value.matches("[0-9]{1,9}")) {
            body.put(key, Integer.parseInt(value));
          } else {
            body.put(key, value);
          }
        });
    return link.tell(
        "PUT", path(policy) + "/rules/" + UrlText.part(rule), body.toString(), PolicyGroup::rules);
  }

  @Command(
      name = "delete-rule",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Removes a rule from a policy.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        HostLink.OK_TEXT,
        HostLink.FAILED_TEXT,
        HostLink.USAGE_TEXT,
        HostLink.REFUSED_TEXT,
        HostLink.UNREACHABLE_TEXT
      })
  int deleteRule(
      @Mixin HostLink link,
      @Parameters(index = "0", paramLabel = "POLICY", description = "Its name.") String policy,
      @Parameters(index = "1", paramLabel = "RULE", description = "The rule's name.") String rule)
      throws IOException {
    return link.tell(
        "DELETE", path(policy) + "/rules/" + UrlText.part(rule), null, PolicyGroup::rules);
  }

  private static String path(String policy) {
    return "/policies/" + UrlText.part(policy);
  }

  static String table(JsonNode answer) {
    Table table = new Table("POLICY", "RULES", "INBOUND", "OUTBOUND", "NICS");
    for (JsonNode policy : answer.path("policies")) {
      StringBuilder nics = new StringBuilder();
      policy.path("nics").forEach(nic -> nics.append(nic.asText()).append(' '));
      table.row(
          policy.path("name").asText(),
          Integer.toString(policy.path("rules").size()),
          policy.path("inbound").asText(),
          policy.path("outbound").asText(),
          nics.toString().strip());
    }
    return table.toString();
  }

  static String rules(JsonNode policy) {
    Table table =
        new Table("PRIORITY", "RULE", "DIRECTION", "PROTOCOL", "SOURCE", "DESTINATION", "ACTION");
    for (JsonNode rule : policy.path("rules")) {
      table.row(
          rule.path("priority").asText(),
          rule.path("name").asText(),
          rule.path("direction").asText(),
          rule.path("protocol").asText("any"),
          place(rule, "source"),
          place(rule, "destination"),
          rule.path("action").asText());
    }
    table.row("-", "(default)", "in", "any", "any", "any", policy.path("inbound").asText());
    table.row("-", "(default)", "out", "any", "any", "any", policy.path("outbound").asText());
    return table.toString();
  }

  private static String place(JsonNode rule, String end) {
    String ports = rule.path(end + "_ports").asText();
    return rule.path(end).asText("any") + (ports.isEmpty() ? "" : " port " + ports);
  }
}
