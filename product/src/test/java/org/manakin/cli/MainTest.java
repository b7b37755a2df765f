package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Probe probe = new Probe();
  private final CommandLine main =
      Main.commandLine()
          .addSubcommand(probe)
          .setOut(new PrintWriter(out))
          .setErr(new PrintWriter(err));

  @Test
  void helpGoesToStandardOutputAndListsCommandsExitCodesAndExamples() {
    assertThat(main.execute("--help")).isEqualTo(0);
    assertThat(out.toString())
        .contains("Usage: manakin", "COMMAND", "generate-completion", "Exit codes:", "Examples:");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void everyCommandExplainsItself() {
    assertThat(main.getSubcommands()).isNotEmpty();
    main.getSubcommands().forEach((name, command) -> explains(name, command));
  }

  private static void explains(String name, CommandLine command) {
    var usage = command.getCommandSpec().usageMessage();
    assertThat(usage.description()).as("description of %s", name).isNotEmpty();
    if (command.getCommand().getClass().getPackage().equals(Main.class.getPackage())
        && !name.equals("probe")) {
      assertThat(usage.footer())
          .as("examples of %s", name)
          .anyMatch(line -> line.startsWith("  manakin"));
      assertThat(usage.footer()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }
    command.getSubcommands().forEach((sub, below) -> explains(name + " " + sub, below));
  }

  @Test
  void versionNamesTheProductAndTheJavaThatRunsIt() {
    assertThat(main.execute("--version")).isEqualTo(0);
    assertThat(out.toString().lines())
        .anyMatch(line -> line.startsWith("manakin "))
        .anyMatch(line -> line.startsWith("Java " + Runtime.version().feature()));
  }

  @Test
  void anUnknownOptionIsAUsageErrorInTwoLines() {
    assertThat(main.execute("--nonsense")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("manakin: Unknown option: '--nonsense'", "Try 'manakin --help'.");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aMistypedCommandGetsASuggestion() {
    assertThat(main.execute("generate-complet")).isEqualTo(2);
    assertThat(err.toString()).contains("generate-complet", "Did you mean", "generate-completion");
  }

  @Test
  void noCommandIsAUsageError() {
    assertThat(main.execute()).isEqualTo(2);
    assertThat(err.toString()).startsWith("manakin: Which command?");
  }

  @Test
  void completionIsAScriptThatKnowsTheCommands() {
    assertThat(main.execute("generate-completion")).isEqualTo(0);
    assertThat(out.toString())
        .startsWith("#!/usr/bin/env bash")
        .contains("_complete_manakin", "generate-completion", "--version", "--libvirt", "--script");
  }

  @Test
  void anEnvironmentFaultIsOneLine() {
    assertThat(run(() -> fail(new IOException("vf0: /run/vf0.sock is in use")))).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly("manakin probe: vf0: /run/vf0.sock is in use");
  }

  @Test
  void aFileThatIsMissingIsSaidToBeMissing() {
    assertThat(run(() -> fail(new UncheckedIOException(new NoSuchFileException("/x/bzImage")))))
        .isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("manakin probe: no such file: /x/bzImage");
  }

  @Test
  void aDefectIsCalledOneAndShowsItsStackOnlyOnRequest() {
    assertThat(run(() -> fail(new IllegalStateException("queue 3 is gone")))).isEqualTo(1);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains("internal error", "queue 3 is gone", "--debug");
    assertThat(run(() -> fail(new IllegalStateException("queue 3 is gone")), "--debug"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("at org.manakin.cli.MainTest");
  }

  @Test
  void theExitCodeOfACommandIsHandedOn() {
    assertThat(run(() -> 77)).isEqualTo(77);
  }

  private int run(Callable<Integer> action, String... options) {
    probe.action = action;
    String[] args = new String[options.length + 1];
    args[0] = "probe";
    System.arraycopy(options, 0, args, 1, options.length);
    return main.execute(args);
  }

  private static int fail(Exception e) throws Exception {
    throw e;
  }

  /** A command that does what a test says. */
  @Command(name = "probe", description = "Does what a test says.")
  private static final class Probe implements Callable<Integer> {
    private Callable<Integer> action = () -> 0;

    @Override
    public Integer call() throws Exception {
      return action.call();
    }
  }
}
