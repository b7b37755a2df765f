package org.manakin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.manakin.host.servicing.VfEvent;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Operations on VFs of a running host. */
@Command(
    name = "vf",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = "Takes VFs of a running host away, gives them back, and tells their drivers.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  manakin vf revoke vm1-eth0",
      "  manakin vf revoke vm1-eth0 --notice 30s",
      "  manakin vf restore vm1-eth0",
      "  manakin vf service vm1-eth0 --event link-down"
    })
final class VfGroup implements Runnable {
  @Spec private CommandSpec command;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  VfGroup() {}

  /** Reached when no sub-command is named. */
  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Which command?");
  }

  /** How a VF goes away; at most one. */
  static final class Manner {
    @Option(
        names = "--surprise",
        description = "Its data path stops without a word first; the host notices and goes on.")
    boolean surprise;

    @Option(names = "--dead", description = "It stops answering at all, and nobody is told.")
    boolean dead;

    @Option(
        names = "--notice",
        paramLabel = "TIME",
        converter = TimeConverter.class,
        description =
            "Announce it as a scheduled event, and do it after that time or when somebody"
                + " acknowledges the event: 30s, 5m, 1h.")
    @Nullable Duration notice;

    /** Only picocli makes one, and fills it in. */
    Manner() {}
  }

  /** Reads {@code 30s}, {@code 5m}, {@code 1h}. */
  static final class TimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("[1-9][0-9]{0,4}[smh]")) {
        throw new TypeConversionException("expected a time as 30s, 5m or 1h, not '" + text + "'");
      }
      return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Takes the VF of a NIC away, and with it the VFs of all NICs of its machine, as QEMU can only"
            + " unplug all of them. The synthetic NIC carries the traffic.",
        "",
        "Waits until the guest has ejected it, 30 s at most."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        HostLink.OK_TEXT,
        HostLink.FAILED_TEXT,
        HostLink.USAGE_TEXT,
        HostLink.REFUSED_TEXT,
        HostLink.UNREACHABLE_TEXT
      })
  int revoke(
      @Mixin HostLink link,
      @ArgGroup(exclusive = true) @Nullable Manner manner,
      @Parameters(paramLabel = "NIC", description = "Its name in the host file.") String nic)
      throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (manner != null && manner.surprise) {
      body.put("mode", "surprise");
    }
    if (manner != null && manner.dead) {
      body.put("mode", "dead");
    }
    if (manner != null && manner.notice != null) {
      body.put("notice_seconds", manner.notice.toSeconds());
    }
    return link.tell("POST", path(nic, "revoke"), body.toString(), VfGroup::text);
  }

  @Command(
      name = "restore",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Gives the VFs of a NIC's machine back.",
        "",
        "Waits until the driver receives on this one, 20 s at most."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        HostLink.OK_TEXT,
        HostLink.FAILED_TEXT,
        HostLink.USAGE_TEXT,
        HostLink.REFUSED_TEXT,
        HostLink.UNREACHABLE_TEXT
      })
  int restore(
      @Mixin HostLink link,
      @Parameters(paramLabel = "NIC", description = "Its name in the host file.") String nic)
      throws IOException {
    return link.tell("POST", path(nic, "restore"), null, VfGroup::text);
  }

  @Command(
      name = "service",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Tells the driver of a NIC's VF what hardware can tell it. Linux acts on it from 7.3 on; that"
            + " a driver shows no reaction is no failure.",
        "",
        "Waits for the reaction: 20 s at most for those events that take the driver away."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        HostLink.OK_TEXT,
        HostLink.FAILED_TEXT,
        HostLink.USAGE_TEXT,
        HostLink.REFUSED_TEXT,
        HostLink.UNREACHABLE_TEXT
      })
  int service(
      @Mixin HostLink link,
      @Option(
              names = "--event",
              required = true,
              paramLabel = "EVENT",
              converter = EventConverter.class,
              description = "fpga-reconfig, reset-request, link-down or link-up.")
          VfEvent event,
      @Parameters(paramLabel = "NIC", description = "Its name in the host file.") String nic)
      throws IOException {
    String body = JsonNodeFactory.instance.objectNode().put("event", word(event)).toString();
    return link.tell("POST", path(nic, "service"), body, VfGroup::text);
  }

  private static String word(VfEvent event) {
    return event.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads {@code fpga-reconfig} and so on. */
  static final class EventConverter implements ITypeConverter<VfEvent> {
    @Override
    public VfEvent convert(String text) {
      for (VfEvent event : VfEvent.values()) {
        if (word(event).equals(text)) {
          return event;
        }
      }
      throw new TypeConversionException(
          "expected fpga-reconfig, reset-request, link-down or link-up, not '" + text + "'");
    }
  }

  private static String path(String nic, String operation) {
    return "/nics/" + UrlText.part(nic) + "/vf/" + operation;
  }

  static String text(JsonNode answer) {
    if (answer.has("event_id")) {
      return "announced as event %s, not before %s"
          .formatted(answer.path("event_id").asText(), answer.path("not_before").asText());
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %s, now %s"
            .formatted(
                answer.path("nic").asText(),
                answer.path("outcome").asText(),
                answer.path("state").asText()));
    if (!answer.path("detail").asText().isEmpty()) {
      text.append("\n  ").append(answer.path("detail").asText());
    }
    for (JsonNode step : answer.path("steps")) {
      text.append(
          "\n%10.1f ms  %s".formatted(step.path("millis").asDouble(), step.path("name").asText()));
    }
    for (JsonNode also : answer.path("also")) {
      text.append("\n  the same for ").append(also.asText());
    }
    return text.toString();
  }
}
