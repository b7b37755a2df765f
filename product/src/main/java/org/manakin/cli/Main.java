package org.manakin.cli;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code manakin} command. A sub-command is a class of its own in this package, a {@code
 * Callable<Integer>} that returns an exit code of {@link CommandLine.ExitCode}, prints through
 * {@code spec.commandLine().getOut()} and lets its {@code IOException}s go: {@link ErrorReport}
 * turns them into one line.
 */
@Command(
    name = "manakin",
    description = "The Microsoft Azure Network Adapter (PCI 1414:00ba) in software.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      Demo.class,
      LabGroup.class,
      Serve.class,
      HostGroup.class,
      NicGroup.class,
      VfGroup.class,
      PolicyGroup.class,
      Flows.class,
      Stats.class,
      Vm.class,
      GenerateCompletion.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it worked",
      "1:it failed; the reason is on standard error",
      "2:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  manakin COMMAND --help                    what a command does, with examples",
      "  source <(manakin generate-completion)     completion in this bash or zsh"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error as well.")
  private boolean debug;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command tree, ready to execute. */
  static CommandLine commandLine() {
    Main main = new Main();
    return new CommandLine(main)
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(ErrorReport::usage)
        .setExecutionExceptionHandler(
            (e, command, parsed) -> ErrorReport.of(e, command, main.debug));
  }

  /** Reached when no sub-command is named. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }
}
