package org.manakin.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.manakin.lab.Lab;
import org.manakin.measure.revoke.LegacyReport;
import org.manakin.measure.revoke.LegacyScenario;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A machine without a MANA driver. */
@Command(
    name = "legacy",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = {
      "Boots two machines with failover pairs on one switch, the first with a kernel that has no"
          + " MANA driver: it has to have its network over the synthetic NIC, and the host says"
          + " why.",
      "",
      "Exit code 0 only if pings, TCP and UDP worked without loss, and the host says that the VF was"
          + " offered and never claimed."
    },
    showDefaultValues = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  manakin lab legacy",
      "  manakin lab legacy --kernel 6.1 --json | jq .why",
    })
final class LabLegacy implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec command;

  @Option(
      names = "--kernel",
      paramLabel = "KERNEL",
      defaultValue = "6.12",
      description = "Of both machines: 6.1, 6.12 or 7.3, or the path of a bzImage.")
  private String kernel;

  @Option(names = "--json", description = "Print the results as JSON instead of the table.")
  private boolean json;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  LabLegacy() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = command.commandLine().getOut();
    ProgressLines progress =
        new ProgressLines(command.commandLine().getErr(), Terminal.isPresent());
    Lab lab = Lab.open(progress);
    try (LegacyScenario scenario =
            LegacyScenario.start(
                lab, KernelName.resolve(command, lab, kernel, null), progress, (nic, text) -> {});
        Cleanup _ = Cleanup.of(scenario)) {
      LegacyReport report = scenario.run();
      progress.end();
      out.print(json ? json(report) + System.lineSeparator() : text(report));
      out.flush();
      return report.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  static String text(LegacyReport report) {
    Table table = new Table("kernel", report.release() + ", without the mana driver", "");
    for (LegacyReport.Check check : report.checks()) {
      table.row(check.name().replace('_', ' '), check.result(), check.ok() ? "" : "FAILED");
    }
    return table + "\n";
  }

  static String json(LegacyReport report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("ok", report.ok());
    root.put("kernel", report.release());
    root.put("path", report.nic().path().name().toLowerCase(Locale.ROOT));
    report
        .nic()
        .vf()
        .ifPresent(vf -> root.put("vf_state", vf.state().name().toLowerCase(Locale.ROOT)));
    root.put("why", report.nic().why());
    ObjectNode checks = root.putObject("checks");
    for (LegacyReport.Check check : report.checks()) {
      checks.putObject(check.name()).put("ok", check.ok()).put("result", check.result());
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree of nodes can always be written
    }
  }
}
