package org.manakin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a running host's switch remembers. */
@Command(
    name = "flows",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Lists the flows that a running host's switch remembers a decision for.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      HostLink.OK_TEXT,
      HostLink.FAILED_TEXT,
      HostLink.USAGE_TEXT,
      HostLink.UNREACHABLE_TEXT
    },
    footerHeading = "%nExamples:%n",
    footer = {"  manakin flows", "  manakin flows --most 100000 --json"})
final class Flows implements Callable<Integer> {
  @Mixin private HostLink link;

  @Option(names = "--most", paramLabel = "N", description = "How many at most.")
  private int most = 1_000;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  Flows() {}

  @Override
  public Integer call() throws IOException {
    return link.show("/flows?most=" + most, Flows::table);
  }

  static String table(JsonNode answer) {
    Table table =
        new Table("INGRESS", "PROTOCOL", "SOURCE", "DESTINATION", "ACTION", "PACKETS", "IDLE");
    for (JsonNode flow : answer.path("flows")) {
      table.row(
          flow.path("ingress").asText(),
          protocol(flow.path("protocol").asInt()),
          place(flow, "source"),
          place(flow, "destination"),
          flow.path("action").asText(),
          flow.path("packets").asText(),
          "%.1f s".formatted(flow.path("idle_ms").asLong() / 1_000.0));
    }
    return table.toString();
  }

  private static String protocol(int number) {
    return switch (number) {
      case 1 -> "icmp";
      case 6 -> "tcp";
      case 17 -> "udp";
      case 58 -> "icmpv6";
      default -> Integer.toString(number);
    };
  }

  private static String place(JsonNode flow, String end) {
    String address = flow.path(end).asText();
    JsonNode port = flow.path(end + "_port");
    if (port.isMissingNode()) {
      return address;
    }
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + port.asText();
  }
}
