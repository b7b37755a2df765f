package org.manakin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Virtual machines with adapters. */
@Command(
    name = "vm",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = "Virtual machines with adapters.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {VmRun.class, VmConsole.class},
    footerHeading = "%nExamples:%n",
    footer = {"  manakin vm run --kernel 6.12 -- ethtool -i eth0", "  manakin vm run --help"})
final class Vm implements Runnable {
  @Spec private CommandSpec command;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  Vm() {}

  /** Reached when no sub-command is named. */
  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Which command?");
  }
}
