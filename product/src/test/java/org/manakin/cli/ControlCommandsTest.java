package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.host.control.AuditLog;
import org.manakin.host.control.ControlServer;
import org.manakin.host.control.FakeHost;
import org.manakin.host.servicing.OperationException;
import org.manakin.host.servicing.OperationException.Reason;

/** The commands that ask a running host, over a real socket to a host that is not. */
class ControlCommandsTest {
  @TempDir private Path folder;
  private final FakeHost host = new FakeHost();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private ControlServer server;
  private Path socket;

  @BeforeEach
  void start() throws IOException {
    socket = folder.resolve("c.sock");
    server =
        ControlServer.open(
            socket, Optional.empty(), host, AuditLog.to(new PrintWriter(new StringWriter())));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--host", socket.toString()));
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void listsNics() throws IOException {
    assertThat(run("nic", "list")).isZero();
    assertThat(out.toString().lines())
        .first()
        .asString()
        .matches("NIC +VM +NETWORK +MAC +PATH +VF +SYNTHETIC +WHY");
    assertThat(out.toString().lines().skip(1))
        .containsExactly(
            "a0   a   blue     02:00:00:00:00:01  vf    active  receiving  the driver receives on"
                + " the VF",
            "b0   b   blue     02:00:00:00:00:02  none  -       waiting    no driver has started"
                + " the synthetic NIC");
    assertThat(run("nic", "list", "--json")).isZero();
    assertThat(json().at("/nics/0/vf/state").asText()).isEqualTo("active");
    assertThat(run("nic", "show", "a0")).isZero();
    assertThat(out.toString()).contains("address   10.0.0.1", "policy    web", "500 Mbit/s");
  }

  @Test
  void revokesAndRestores() throws IOException {
    assertThat(run("vf", "revoke", "a0")).isZero();
    assertThat(out.toString())
        .startsWith("a0: done, now revoked")
        .contains("1.3 ms  migrate", "the same for a1");
    assertThat(run("vf", "restore", "a0", "--json")).isZero();
    assertThat(json().path("state").asText()).isEqualTo("active");
    assertThat(run("vf", "revoke", "a0", "--surprise")).isZero();
    assertThat(run("vf", "restore", "a0")).isZero();
    assertThat(run("vf", "revoke", "a0", "--dead")).isZero();
    assertThat(host.done)
        .containsExactly("REVOKE PLANNED", "RESTORE", "REVOKE SURPRISE", "RESTORE", "REVOKE DEAD");
    assertThat(run("vf", "revoke", "a0", "--dead", "--surprise")).isEqualTo(2);
  }

  @Test
  void announcesARevoke() throws IOException {
    assertThat(run("vf", "revoke", "a0", "--notice", "10m")).isZero();
    assertThat(out.toString()).startsWith("announced as event ");
    assertThat(run("vf", "revoke", "a0", "--notice", "1h", "--json")).isZero();
    assertThat(json().has("event_id")).isTrue();
    assertThat(host.done).isEmpty();
    assertThat(run("vf", "revoke", "a0", "--notice", "soon")).isEqualTo(2);
    assertThat(run("vf", "revoke", "a0", "--notice", "48h")).isEqualTo(1);
  }

  @Test
  void tellsTheDriver() {
    assertThat(run("vf", "service", "a0", "--event", "fpga-reconfig")).isZero();
    assertThat(out.toString()).startsWith("a0: no-reaction, now active");
    assertThat(host.done).containsExactly("SERVICE FPGA_RECONFIG");
    assertThat(run("vf", "service", "a0", "--event", "rain")).isEqualTo(2);
    assertThat(run("vf", "service", "a0")).isEqualTo(2);
  }

  @Test
  void exitCodesSayWhatKindOfFailureItWas() throws IOException {
    host.refusal = Optional.of(new OperationException(Reason.BUSY, "wait a moment"));
    assertThat(run("vf", "revoke", "a0", "--json")).isEqualTo(3);
    assertThat(err.toString()).isEqualTo("manakin vf revoke: wait a moment\n");
    assertThat(json().path("code").asText()).isEqualTo("busy");
    host.refusal = Optional.of(new OperationException(Reason.TIMED_OUT, "look at the guest"));
    assertThat(run("vf", "revoke", "a0")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(run("vf", "revoke", "b0")).isEqualTo(3);
    assertThat(run("vf", "revoke", "x")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no nic 'x'");
    server.close();
    assertThat(run("vf", "revoke", "a0")).isEqualTo(4);
    assertThat(err.toString()).contains("no host answers at " + socket);
  }

  @Test
  void showsStatisticsAndFlows() throws IOException {
    assertThat(run("stats")).isZero();
    assertThat(out).hasToString("frames: 7\nswitch\n  name: s\n");
    assertThat(run("stats", "--json")).isZero();
    assertThat(json().path("frames").asInt()).isEqualTo(7);
    assertThat(run("flows")).isZero();
    assertThat(out.toString())
        .contains("a0       tcp       10.0.0.1:40000  10.0.0.2:443  allow   17       0.3 s")
        .contains("icmp");
    assertThat(run("flows", "--most", "1", "--json")).isZero();
    assertThat(json().path("flows").size()).isEqualTo(1);
  }

  @Test
  void showsAndChangesPolicies() throws IOException {
    assertThat(run("policy", "list")).isZero();
    assertThat(out.toString()).contains("web     1      deny     allow     a0");
    assertThat(run("policy", "show", "web", "--json")).isZero();
    Path file = folder.resolve("web.json");
    Files.writeString(file, out.toString());
    assertThat(
            run(
                "policy",
                "add-rule",
                "web",
                "ssh",
                "--set",
                "priority=90",
                "--set",
                "direction=in",
                "--set",
                "protocol=tcp",
                "--set",
                "destination_ports=22-23",
                "--set",
                "action=allow"))
        .isZero();
    assertThat(out.toString())
        .contains("90        ssh        in         tcp       any         any port 22-23  allow")
        .contains("(default)");
    assertThat(host.policies().getFirst().rules()).hasSize(2);
    assertThat(run("policy", "set", "web", file.toString())).isZero();
    assertThat(host.policies().getFirst().rules()).hasSize(1);
    assertThat(run("policy", "delete-rule", "web", "https")).isZero();
    assertThat(host.policies().getFirst().rules()).isEmpty();
    assertThat(run("policy", "delete", "web")).isEqualTo(3);
    assertThat(run("policy", "delete", "unused")).isZero();
    assertThat(run("policy", "show", "unused")).isEqualTo(1);
  }

  @Test
  void aPolicyFileWithMistakesIsRefusedWithItsLine() throws IOException {
    Path file = folder.resolve("web.yaml");
    Files.writeString(file, "inbound: deny\nrules:\n  - name: x\n    priority: 0\n");
    assertThat(run("policy", "set", "web", file.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains(file + ":4: expected a priority: 1 to 65499")
        .contains(file + ":3: expected 'direction' and 'action' here");
    assertThat(host.policies().getFirst().rules()).hasSize(1);
  }
}
