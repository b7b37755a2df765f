package org.manakin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.lab.Lab;
import org.manakin.measure.revoke.RevokePlan;
import org.manakin.measure.revoke.RevokeReport;
import org.manakin.measure.revoke.RevokeScenario;
import org.manakin.measure.revoke.page.RevokePage;
import org.manakin.measure.traffic.TrafficLoad;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A VF that is taken away and given back under traffic. */
@Command(
    name = "revoke",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = {
      "Boots two machines, each with a failover pair of a synthetic NIC (virtio-net over vhost-user)"
          + " and a VF (mana), on one switch; runs checked traffic between them while the first"
          + " machine's VF is revoked and restored; prints what became of the traffic at each"
          + " transition.",
      "",
      "The traffic, both ways at once: TCP streams whose every byte is compared and hashed, UDP"
          + " datagrams with sequence numbers, and a UDP question and answer every millisecond.",
      "",
      "It is ok if every cycle was done, no TCP connection was lost, no byte corrupted, no datagram"
          + " arrived twice, traffic came back to the VF each time, and gaps and times are within"
          + " --max-gap and --max-on-vf at the 99th percentile. Of planned revokes it is ok only if"
          + " besides no datagram to the machine was lost, none overtook another, and of those"
          + " from it none that had reached the host."
    },
    showDefaultValues = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is ok",
      "1:it is not, or could not be run; the reasons are printed",
      "2:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  manakin lab revoke                              ten cycles, a table",
      "  manakin lab revoke --cycles 100 --html report.html",
      "  manakin lab revoke --kernel 7.3 --surprise --json | jq .gap_ms",
      "  manakin lab revoke --traffic udp --rate 3000"
    })
final class LabRevoke implements Callable<Integer> {
  private static final double PLANNED_GAP_MS = 250;
  private static final double SURPRISE_GAP_MS = 2000;
  private static final int STREAMS = 2;
  private static final int PROBES = 1000;

  @Spec private CommandSpec command;

  @Option(
      names = "--kernel",
      paramLabel = "KERNEL",
      defaultValue = "6.12",
      description = "Of both machines: 6.1, 6.12 or 7.3, or the path of a bzImage.")
  private String kernel;

  @Option(names = "--cycles", paramLabel = "N", defaultValue = "10", description = "1 to 1000.")
  private int cycles;

  @Option(
      names = "--surprise",
      description = "The data path stops without a word, and the host has to notice.")
  private boolean surprise;

  @Option(
      names = "--traffic",
      split = ",",
      arity = "1",
      paramLabel = "KIND",
      defaultValue = "tcp,udp",
      description = "tcp, udp or both. Questions are asked always.")
  private List<String> kinds;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      defaultValue = "1000",
      description = "Datagrams a second in each direction, 1 to 5000.")
  private int rate;

  @Option(
      names = "--payload",
      paramLabel = "BYTES",
      defaultValue = "200",
      description = "Of a datagram, 8 to 1400.")
  private int payload;

  @Option(
      names = "--tcp-rate",
      paramLabel = "BYTES",
      defaultValue = "500000",
      description = "A second, of each of the two streams in each direction.")
  private int tcpRate;

  @Option(
      names = "--smp",
      paramLabel = "N",
      defaultValue = "2",
      description = "Virtual processors of each machine.")
  private int smp;

  @Option(
      names = "--on-vf",
      paramLabel = "MS",
      defaultValue = "1000",
      description = "How long traffic goes over the VF before each revoke.")
  private int onVf;

  @Option(
      names = "--on-synthetic",
      paramLabel = "MS",
      defaultValue = "1000",
      description = "How long it goes over the synthetic NIC before each restore.")
  private int onSynthetic;

  @Option(
      names = "--max-gap",
      paramLabel = "MS",
      description = "Limit of the longest gaps. Default: 250, with --surprise 2000.")
  private @Nullable Double maxGap;

  @Option(
      names = "--max-on-vf",
      paramLabel = "MS",
      defaultValue = "710",
      description = "Limit of the time from restore to traffic on the VF.")
  private double maxOnVf;

  @Option(names = "--json", description = "Print the figures as JSON instead of the table.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a report with pictures as well: one file that needs no network.")
  private @Nullable Path html;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  LabRevoke() {}

  @Override
  public Integer call() throws IOException {
    RevokePlan plan = plan();
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    ProgressLines progress = new ProgressLines(err, Terminal.isPresent());
    Lab lab = Lab.open(progress);
    RevokeReport report;
    try (RevokeScenario scenario =
            RevokeScenario.start(
                lab,
                KernelName.resolve(command, lab, kernel, null),
                plan,
                progress,
                (nic, text) -> {});
        Cleanup _ = Cleanup.of(scenario)) {
      report = scenario.run();
      progress.end();
    }
    out.print(json ? RevokeJson.of(report) + System.lineSeparator() : RevokeText.of(report));
    out.flush();
    if (html != null) {
      Files.writeString(html, RevokePage.of(report), StandardCharsets.UTF_8);
    }
    return report.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private RevokePlan plan() {
    if (cycles < 1 || cycles > 1000) {
      throw wrong("--cycles %d: 1 to 1000".formatted(cycles));
    }
    if (smp < 1) {
      throw wrong("--smp %d: at least 1".formatted(smp));
    }
    if (onVf < 0 || onSynthetic < 0) {
      throw wrong("--on-vf and --on-synthetic are times in ms, 0 or more");
    }
    double gap = maxGap != null ? maxGap : surprise ? SURPRISE_GAP_MS : PLANNED_GAP_MS;
    return new RevokePlan(
        kernel,
        smp,
        cycles,
        surprise ? RevokeMode.SURPRISE : RevokeMode.PLANNED,
        Duration.ofMillis(onVf),
        Duration.ofMillis(onSynthetic),
        load(),
        new RevokePlan.Limits(gap, maxOnVf));
  }

  private TrafficLoad load() {
    for (String kind : kinds) {
      if (!kind.equals("tcp") && !kind.equals("udp")) {
        throw wrong("--traffic %s: tcp, udp or both with a comma between".formatted(kind));
      }
    }
    if (rate < 1) {
      throw wrong("--rate %d: at least 1; without datagrams: --traffic tcp".formatted(rate));
    }
    try {
      return new TrafficLoad(
          kinds.contains("udp") ? rate : 0,
          payload,
          PROBES,
          kinds.contains("tcp") ? STREAMS : 0,
          tcpRate);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
