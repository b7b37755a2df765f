package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manakin.host.AdapterSpec;
import org.manakin.host.Uplink;
import picocli.CommandLine;

class VmRunTest {
  private final StringWriter err = new StringWriter();
  private final CommandLine main = Main.commandLine().setErr(new PrintWriter(err));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --kernel 6.12                              | without a terminal
          --kernel 6.12 --adapters 17 -- true        | --adapters 17: 0 to 16
          --kernel 6.12 --smp 0 -- true              | --smp 0
          --kernel 6.12 --memory 1 -- true           | at least 128 MiB
          --kernel 6.12 --accel xen -- true          | xen
          --kernel 6.12 --modules /tmp -- true       | --modules is for a kernel of your own
          --kernel 5.99 -- true                      | neither one of 6.1, 6.12, 7.3 nor a file
          -- true                                    | --kernel
          """)
  void refusesAWrongCommandLine(String options, String message) {
    assertThat(main.execute(("vm run " + options).split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).contains(message, "Try 'manakin vm run --help'.");
  }

  @Test
  void aScriptThatIsMissingIsSaidToBeMissing() {
    assertThat(main.execute("vm", "run", "--kernel", "6.12", "--script", "/no/such.sh"))
        .isEqualTo(1);
    assertThat(err.toString()).isEqualTo("manakin vm run: no such file: /no/such.sh\n");
  }

  @Test
  void quotesForTheShell() {
    assertThat(VmRun.quoted(List.of("a b", "", "it's", "$x")))
        .isEqualTo("'a b' '' 'it'\\''s' '$x'");
  }

  @Test
  void adaptersAreJoinedInPairs() {
    assertThat(WiredAdapters.specs(Path.of("/tmp"), 3))
        .extracting(AdapterSpec::uplink)
        .containsExactly(new Uplink.Peer("vf1"), new Uplink.None(), new Uplink.None());
  }

  @Test
  void modulesOfABuildTreeAreInIt(@TempDir Path tree) throws IOException {
    Path boot = Files.createDirectories(tree.resolve("arch/x86/boot"));
    assertThat(KernelName.modulesOf(boot.resolve("bzImage"))).isEqualTo(tree);
  }

  @Test
  void keysGoToTheGuestUpToTheEscape() throws IOException {
    var keys = new ByteArrayInputStream("ls\r\003\035more".getBytes(StandardCharsets.US_ASCII));
    var guest = new ByteArrayOutputStream();
    Terminal.type(keys, guest);
    assertThat(guest.toString(StandardCharsets.US_ASCII)).isEqualTo("ls\r\003");
  }
}
