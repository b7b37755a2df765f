package org.manakin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a running host has counted. */
@Command(
    name = "stats",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = "Prints the inspection tree of a running host, with all counters.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      HostLink.OK_TEXT,
      HostLink.FAILED_TEXT,
      HostLink.USAGE_TEXT,
      HostLink.UNREACHABLE_TEXT
    },
    footerHeading = "%nExamples:%n",
    footer = {"  manakin stats", "  manakin stats --json | jq ."})
final class Stats implements Callable<Integer> {
  private static final String INDENT = "  ";

  @Mixin private HostLink link;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  Stats() {}

  @Override
  public Integer call() throws IOException {
    return link.show("/stats", tree -> text(tree, "").stripTrailing());
  }

  /** A line for each value, two blanks of indentation for each level, a dash before list items. */
  static String text(JsonNode tree, String indent) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      JsonNode value = entry.getValue();
      text.append(indent).append(entry.getKey());
      if (value.isValueNode()) {
        text.append(": ").append(value.asText()).append('\n');
      } else if (value.isArray()) {
        text.append('\n');
        for (JsonNode item : value) {
          String inner = text(item, indent + INDENT);
          text.append(indent)
              .append('-')
              .append(inner.isEmpty() ? "\n" : inner.substring(indent.length() + 1));
        }
      } else {
        text.append('\n').append(text(value, indent + INDENT));
      }
    }
    return text.toString();
  }
}
