package org.manakin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Scenarios with machines of their own. */
@Command(
    name = "lab",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Scenarios: boots machines on a host of their own, measures, reports.",
    subcommands = {LabRevoke.class, LabLegacy.class},
    footerHeading = "%nExamples:%n",
    footer = {"  manakin lab revoke", "  manakin lab legacy", "  manakin lab revoke --help"})
final class LabGroup implements Runnable {
  @Spec private CommandSpec spec;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  LabGroup() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }
}
