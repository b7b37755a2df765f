package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host of the examples, run as a user does, without guests. */
class HostRunIT {
  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Runs a command in this process. */
  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void runsAnExampleAndAnswersEachCommand() throws Exception {
    Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", folder.toString());
    Path sockets = folder.resolve("manakin/policy");
    try (ChildProcess host =
        ChildProcess.start(
            folder, environment, "host", "run", EXAMPLES.resolve("policy.yaml").toString())) {
      List<String> printed = host.outputUntil("ready");
      assertThat(printed)
          .endsWith("control " + sockets.resolve("control.sock"), "ready")
          .anyMatch(line -> line.contains("\"failover_pair_id\":\"web-eth0-syn\""))
          .anyMatch(line -> line.contains("-qmp unix:" + sockets.resolve("web-qmp.sock")));
      try (Stream<Path> files = Files.list(sockets)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .contains(
                "control.sock",
                "web-eth0-vf.sock",
                "web-eth0-syn.sock",
                "client-eth0-vf.sock",
                "client-eth0-syn.sock");
      }
      looks(sockets.resolve("control.sock").toString());
      changes(sockets.resolve("control.sock").toString());
      try (ChildProcess list = ChildProcess.start(folder, environment, "nic", "list")) {
        assertThat(list.exitCode()).isZero();
        assertThat(list.output()).contains("web-eth0", "client-eth0");
      }
      host.terminate();
      assertThat(host.exitCode()).isZero();
      assertThat(host.errors()).contains("\"operation\":\"vf revoke\"", "\"outcome\":");
    }
    assertThat(sockets).doesNotExist();
    try (ChildProcess list = ChildProcess.start(folder, environment, "nic", "list")) {
      assertThat(list.exitCode()).isEqualTo(4);
    }
  }

  private void looks(String socket) throws IOException {
    assertThat(run("nic", "list", "--host", socket, "--json")).isZero();
    assertThat(json().at("/nics/0/name").asText()).isEqualTo("web-eth0");
    assertThat(json().at("/nics/0/vf/state").asText()).isEqualTo("offered");
    assertThat(json().at("/nics/0/vf/attached").asBoolean()).isFalse();
    assertThat(run("nic", "show", "client-eth0", "--host", socket)).isZero();
    assertThat(run("stats", "--host", socket, "--json")).isZero();
    assertThat(json().isEmpty()).isFalse();
    assertThat(run("stats", "--host", socket)).isZero();
    assertThat(run("flows", "--host", socket, "--json")).isZero();
    assertThat(json().path("flows").isArray()).isTrue();
    assertThat(run("policy", "list", "--host", socket)).isZero();
    assertThat(out.toString()).contains("web-eth0");
  }

  private void changes(String socket) throws IOException {
    assertThat(run("policy", "show", "web", "--host", socket, "--json")).isZero();
    assertThat(json().path("rules").size()).isEqualTo(4);
    Path file = folder.resolve("web.json");
    Files.writeString(file, out.toString());
    assertThat(run("policy", "delete-rule", "web", "ping", "--host", socket, "--json")).isZero();
    assertThat(json().path("rules").size()).isEqualTo(3);
    assertThat(run("policy", "set", "web", file.toString(), "--host", socket, "--json")).isZero();
    assertThat(json().path("rules").size()).isEqualTo(4);
    // There is no QEMU: nothing can be done, and each command says so by its exit code.
    assertThat(run("vf", "revoke", "web-eth0", "--host", socket, "--json")).isIn(1, 3);
    assertThat(json().path("detail").asText()).isNotEmpty();
    assertThat(run("vf", "restore", "web-eth0", "--host", socket, "--json")).isEqualTo(3);
    assertThat(json().path("code").asText()).isEqualTo("refused-in-state");
    String[] service = {"vf", "service", "web-eth0", "--event", "link-down", "--host", socket};
    assertThat(run(service)).isEqualTo(3);
    assertThat(run("vf", "revoke", "web-eth0", "--notice", "1h", "--host", socket)).isZero();
  }

  @Test
  void checksAFileAndRefusesABadOne() throws Exception {
    assertThat(run("host", "run", "--check", EXAMPLES.resolve("two-vms.yaml").toString())).isZero();
    assertThat(out.toString())
        .endsWith("host two-vms: 1 network, 2 machines, 2 NICs, 0 policies, 0 uplinks\n");
    Path bad = folder.resolve("bad.yaml");
    Files.writeString(bad, "networks: [{name: blue, vni: x}]\nvms: []\nspeed: 7\n");
    assertThat(run("host", "run", bad.toString())).isEqualTo(1);
    assertThat(err.toString().lines())
        .hasSize(2)
        .first()
        .isEqualTo(bad + ":1: expected a VNI: 0 to 16777215, not 'x'");
    assertThat(run("host", "run", folder.resolve("none.yaml").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("no such file");
  }

  @Test
  void aSocketThatIsInUseEndsItWithNothingLeft() throws Exception {
    Path file = folder.resolve("h.yaml");
    Files.writeString(
        file,
        """
        folder: run
        networks: [{name: blue, vni: 1}]
        vms: [{name: a, nics: [{name: n, network: blue, adapter: {}, synthetic: {}}]}]
        """);
    try (ChildProcess first = ChildProcess.start(folder, "host", "run", "h.yaml")) {
      assertThat(first.outputUntil("ready")).endsWith("ready");
      try (ChildProcess second = ChildProcess.start(folder, "host", "run", "h.yaml")) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.errors()).contains("is in use: another process listens there");
      }
      assertThat(run("nic", "list", "--host", folder.resolve("run/control.sock").toString()))
          .isZero();
      first.terminate();
      assertThat(first.exitCode()).isZero();
    }
    assertThat(folder.resolve("run")).doesNotExist();
  }
}
