package org.manakin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.manakin.host.HostPlan;
import org.manakin.host.VirtualHost;
import org.manakin.host.VmPlan;
import org.manakin.host.control.AuditLog;
import org.manakin.host.control.ControlServer;
import org.manakin.host.document.DocumentException;
import org.manakin.host.file.HostFile;
import org.manakin.host.file.HostFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a host that a file describes. */
@Command(
    name = "run",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = {
      "Runs the host that FILE describes until SIGTERM or Ctrl-C.",
      "",
      "Prints the QEMU options for each machine, then 'ready' on a line of its own once all sockets"
          + " listen. What happens later goes to standard error, and so does the audit unless the"
          + " file names a file for it: a line of JSON for each operation.",
      "",
      "A file with mistakes is refused with FILE:LINE: what was expected, for each of them."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it ran until it was told to end; with --check: the file is fine",
      "1:the file is wrong, or something that it names cannot be had",
      "2:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  manakin host run examples/two-vms.yaml",
      "  manakin host run --check rack1.yaml",
      "  manakin nic list                       what it serves, from another terminal"
    })
final class HostRun implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "FILE", description = "The host file; examples are in examples/.")
  private Path file;

  @Option(names = "--check", description = "Only say whether the file is fine.")
  private boolean check;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  HostRun() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    HostPlan plan;
    try {
      plan = HostFile.read(file, System.getenv());
    } catch (DocumentException e) {
      err.println(e.getMessage());
      err.flush();
      return ExitCode.SOFTWARE;
    }
    if (check) {
      out.println(file + ": " + HostText.summary(plan));
      return ExitCode.OK;
    }
    start(plan, err);
    for (VmPlan vm : plan.vms()) {
      out.println(HostText.machine(plan, vm));
      out.println();
    }
    out.println("control " + plan.control());
    out.println("ready");
    out.flush();
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }

  private static void start(HostPlan plan, PrintWriter err) throws IOException {
    HostFolder.makeFor(plan);
    AuditLog audit =
        plan.audit().isPresent() ? AuditLog.toFile(plan.audit().get()) : AuditLog.to(err);
    VirtualHost host;
    try {
      host = VirtualHost.start(plan, (name, text) -> Serve.say(err, name + ": " + text));
    } catch (IllegalArgumentException e) {
      // That each part of a plan can be does not say that all of them can be together.
      throw new IOException(e.getMessage(), e);
    }
    ControlServer control;
    try {
      control = ControlServer.open(plan.control(), plan.events(), host, audit);
    } catch (IOException e) {
      host.close();
      throw e;
    }
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> end(plan, host, control, audit, err), "host-end"));
  }

  /** Runs when the process is told to end, which is this command's only and ordinary end. */
  private static void end(
      HostPlan plan, VirtualHost host, ControlServer control, AuditLog audit, PrintWriter err) {
    int code = ExitCode.OK;
    try {
      control.close();
      host.close();
      audit.close();
      HostFolder.removeEmpty(plan);
    } catch (IOException | RuntimeException e) {
      Serve.say(err, "at the end: " + e);
      code = ExitCode.SOFTWARE;
    }
    // Without this the exit code would be the signal's.
    Runtime.getRuntime().halt(code);
  }
}
