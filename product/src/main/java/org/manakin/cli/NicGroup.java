package org.manakin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The NICs of a running host. */
@Command(
    name = "nic",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = "The NICs of a running host.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {"  manakin nic list", "  manakin nic show vm1-eth0 --json"})
final class NicGroup implements Runnable {
  @Spec private CommandSpec command;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  NicGroup() {}

  /** Reached when no sub-command is named. */
  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Which command?");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Lists all NICs, which leg carries their traffic, and why.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        HostLink.OK_TEXT,
        HostLink.FAILED_TEXT,
        HostLink.USAGE_TEXT,
        HostLink.UNREACHABLE_TEXT
      })
  int list(@Mixin HostLink link) throws IOException {
    return link.show("/nics", NicGroup::table);
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Shows one NIC.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        HostLink.OK_TEXT,
        HostLink.FAILED_TEXT,
        HostLink.USAGE_TEXT,
        HostLink.UNREACHABLE_TEXT
      })
  int show(
      @Mixin HostLink link,
      @Parameters(paramLabel = "NIC", description = "Its name in the host file.") String nic)
      throws IOException {
    return link.show("/nics/" + UrlText.part(nic), NicGroup::details);
  }

  static String table(JsonNode answer) {
    Table table = new Table("NIC", "VM", "NETWORK", "MAC", "PATH", "VF", "SYNTHETIC", "WHY");
    for (JsonNode nic : answer.path("nics")) {
      table.row(
          nic.path("name").asText(),
          nic.path("vm").asText(),
          nic.path("network").asText(),
          nic.path("mac").asText(),
          nic.path("path").asText(),
          nic.at("/vf/state").asText("-"),
          synthetic(nic.path("synthetic")),
          nic.path("why").asText());
    }
    return table.toString();
  }

  private static String synthetic(JsonNode synthetic) {
    if (synthetic.isMissingNode()) {
      return "-";
    }
    if (synthetic.path("receiving").asBoolean()) {
      return "receiving";
    }
    return synthetic.path("attached").asBoolean() ? "attached" : "waiting";
  }

  private static String details(JsonNode nic) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: machine %s, network %s, %s"
            .formatted(
                nic.path("name").asText(),
                nic.path("vm").asText(),
                nic.path("network").asText(),
                nic.path("mac").asText()));
    nic.path("addresses").forEach(address -> lines.add("  address   " + address.asText()));
    lines.add("  path      " + nic.path("path").asText() + ": " + nic.path("why").asText());
    if (nic.has("vf")) {
      lines.add(
          "  VF        "
              + nic.at("/vf/state").asText()
              + ": "
              + nic.at("/vf/explanation").asText());
    }
    if (nic.has("synthetic")) {
      lines.add("  synthetic " + synthetic(nic.path("synthetic")));
    }
    lines.add("  policy    " + nic.path("policy").asText("none"));
    if (nic.has("egress_bits_per_second")) {
      long megabits = nic.path("egress_bits_per_second").asLong() / 1_000_000;
      lines.add("  egress    " + megabits + " Mbit/s");
    }
    return String.join("\n", lines);
  }
}
