package org.manakin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Hosts that a file describes. */
@Command(
    name = "host",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = "A host: networks, machines' NICs with VF and synthetic NIC, policies, uplinks.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {HostRun.class},
    footerHeading = "%nExamples:%n",
    footer = {"  manakin host run examples/two-vms.yaml", "  manakin host run --check FILE.yaml"})
final class HostGroup implements Runnable {
  @Spec private CommandSpec command;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  HostGroup() {}

  /** Reached when no sub-command is named. */
  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Which command?");
  }
}
