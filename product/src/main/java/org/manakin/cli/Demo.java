package org.manakin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.manakin.lab.Lab;
import org.manakin.measure.EmbeddedPair;
import org.manakin.measure.GuestPair;
import org.manakin.measure.PairReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Two guests on two adapters joined by a wire. */
@Command(
    name = "demo",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = {
      "Shows the adapter at work: boots two virtual machines with unmodified Linux on two adapters"
          + " that a wire joins, pings, measures TCP and UDP over IPv4 and IPv6, prints one table.",
      "",
      "Fetches QEMU and the kernels into a cache the first time; needs no root. Progress goes to"
          + " standard error. Exit code 0 only if all of it worked."
    },
    showDefaultValues = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  manakin demo                           the table",
      "  manakin demo --json | jq .guests[0]    the same for programs",
      "  manakin demo --kernel 6.1,7.3          other kernels",
      "  manakin demo --embedded                without virtual machines",
      "  manakin demo --keep                    look around in the machines afterwards"
    })
final class Demo implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--embedded",
      description =
          "Use this project's own driver in one process instead: no QEMU, no download, seconds.")
  private boolean embedded;

  @Option(names = "--json", description = "Print the figures as JSON instead of the table.")
  private boolean json;

  @Option(
      names = "--keep",
      description =
          "Leave the machines running until Ctrl-C, and print how to reach their consoles.")
  private boolean keep;

  @Option(
      names = "--kernel",
      split = ",",
      arity = "1",
      paramLabel = "KERNEL",
      defaultValue = "6.12,7.3",
      description = "Kernels of the two machines, of 6.1, 6.12 and 7.3.")
  private List<String> kernels;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  Demo() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    if (embedded) {
      return embedded(out);
    }
    KernelName.checkPackaged(command, kernels, 2);
    ProgressLines progress = new ProgressLines(err, Terminal.isPresent());
    Lab lab = Lab.open(progress);
    try (GuestPair pair =
            GuestPair.start(lab, kernels, progress, (adapter, text) -> noted(err, adapter, text));
        Cleanup cleanup = Cleanup.of(pair)) {
      PairReport report = pair.measure();
      progress.end();
      print(out, report);
      if (keep) {
        cleanup.exitCode(report.ok() ? ExitCode.OK : ExitCode.SOFTWARE);
        keep(pair, cleanup, err);
      }
      return report.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private int embedded(PrintWriter out) {
    if (keep) {
      throw new ParameterException(
          command.commandLine(), "--keep is for machines, and --embedded has none");
    }
    PairReport report = EmbeddedPair.measure();
    print(out, report);
    return report.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void print(PrintWriter out, PairReport report) {
    out.print(json ? PairJson.of(report) + System.lineSeparator() : PairText.of(report));
    out.flush();
  }

  /** Attaching and leaving is what is expected here; anything else is news. */
  private static void noted(PrintWriter err, String adapter, String text) {
    if (!text.startsWith("attached") && !text.startsWith("detached")) {
      err.println(adapter + ": " + text);
      err.flush();
    }
  }

  private static void keep(GuestPair pair, Cleanup cleanup, PrintWriter err)
      throws IOException, InterruptedException {
    try (ConsoleSockets consoles = ConsoleSockets.open(pair.guests())) {
      cleanup.also(consoles);
      err.println();
      err.println("The machines run until Ctrl-C here. Their consoles, each in another terminal:");
      consoles.paths().forEach(path -> err.println("  manakin vm console " + path));
      err.flush();
      Thread.currentThread().join();
    }
  }
}
