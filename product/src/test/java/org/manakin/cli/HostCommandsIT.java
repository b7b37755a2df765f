package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.host.HostPlan;
import org.manakin.host.events.MetadataService;
import org.manakin.host.file.HostFile;
import org.manakin.host.http.HttpClient;
import org.manakin.lab.Guest;
import org.manakin.lab.GuestSpec;
import org.manakin.lab.Lab;
import org.manakin.lab.provision.Progress;
import org.manakin.lab.qemu.Nic;
import org.manakin.lab.qemu.PlannedNics;
import org.manakin.lab.qemu.QemuCommand;

/** What a user does: a host of a file, a guest on the options that are printed, the commands. */
class HostCommandsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--json", "--host", control().toString()));
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }

  private Path control() {
    return folder.resolve("control.sock");
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  /** Asks until the NIC's frames go there. */
  private void awaitPath(String path) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      assertThat(run("nic", "show", "vm1-eth0")).isZero();
      if (json().path("path").asText().equals(path)) {
        return;
      }
      Thread.sleep(200);
    }
    throw new AssertionError("the path is not " + path + ": " + out);
  }

  @Test
  void theVfOfARealGuestIsTakenAndGivenBackByCommand() throws Exception {
    Path file = folder.resolve("rack.yaml");
    Files.writeString(
        file,
        """
        folder: .
        networks: [{name: blue, vni: 1}]
        vms: [{name: vm1, nics: [{name: vm1-eth0, network: blue, adapter: {}, synthetic: {}}]}]
        """);
    HostPlan plan = HostFile.read(file, Map.of());
    try (ChildProcess host = ChildProcess.start(folder, "host", "run", "rack.yaml")) {
      assertThat(host.outputUntil("ready")).endsWith("ready");
      try (Guest guest = Lab.open(Progress.SILENT).start(spec(plan))) {
        String _ = guest.awaitReady(PATIENCE);
        String _ = guest.check("/usr/bin/ip link set eth0 up", PATIENCE);
        awaitPath("vf");
        operations();
        notice();
        assertThat(guest.kernelWarnings())
            .noneMatch(line -> line.matches(".*(BUG|WARNING|Oops|mana|virtio|failover|pci).*"));
      }
      host.terminate();
      assertThat(host.exitCode()).isZero();
    }
  }

  private static GuestSpec spec(HostPlan plan) throws IOException {
    GuestSpec spec = GuestSpec.of(Lab.open(Progress.SILENT).kernel("6.12")).smp(2).memoryMib(1024);
    for (Nic nic : PlannedNics.of(plan, "vm1")) {
      spec = spec.nic(nic);
    }
    List<String> monitor =
        new QemuCommand().monitor(plan.vms().getFirst().qmp().orElseThrow()).arguments();
    return spec.qemuOptions(monitor.toArray(String[]::new));
  }

  private void operations() throws Exception {
    assertThat(run("vf", "revoke", "vm1-eth0")).as(err::toString).isZero();
    assertThat(json().path("state").asText()).isEqualTo("revoked");
    assertThat(json().path("steps").findValuesAsText("name")).contains("receive-off", "released");
    awaitPath("synthetic");
    assertThat(run("vf", "revoke", "vm1-eth0")).isEqualTo(3);
    assertThat(run("vf", "restore", "vm1-eth0")).as(err::toString).isZero();
    assertThat(json().path("state").asText()).isEqualTo("active");
    awaitPath("vf");
    assertThat(run("vf", "service", "vm1-eth0", "--event", "link-down")).isZero();
    assertThat(json().path("outcome").asText()).isEqualTo("no-reaction");
    assertThat(run("vf", "service", "vm1-eth0", "--event", "link-up")).isZero();
  }

  private void notice() throws Exception {
    assertThat(run("vf", "revoke", "vm1-eth0", "--notice", "1h")).isZero();
    String event = json().path("event_id").asText();
    awaitPath("vf");
    assertThat(
            new HttpClient(control())
                .send(
                    "POST",
                    MetadataService.PATH + "?api-version=2020-07-01",
                    "{\"StartRequests\":[{\"EventId\":\"%s\"}]}".formatted(event),
                    Map.of("Metadata", "true"))
                .status())
        .isEqualTo(200);
    awaitPath("synthetic");
  }
}
