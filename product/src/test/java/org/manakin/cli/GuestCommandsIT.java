package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that boot guests. */
class GuestCommandsIT {
  @TempDir private Path folder;

  @Test
  void vmRunHandsOnOutputAndExitCodeOfTheScript() throws Exception {
    Files.writeString(
        folder.resolve("script.sh"),
        """
        #!/bin/bash
        [[ $1 == "one word" ]] || exit 1
        ethtool -i eth1 | head -1
        ip link set eth0 up && ip link set eth1 up
        exit 37
        """);
    try (ChildProcess run =
        ChildProcess.start(
            folder,
            "vm",
            "run",
            "--kernel",
            "6.12",
            "--adapters",
            "2",
            "--script",
            "script.sh",
            "--",
            "one word")) {
      assertThat(run.output()).isEqualTo("driver: mana\n");
      assertThat(run.exitCode()).as(run.errors()).isEqualTo(37);
      assertThat(run.errors()).contains("mana");
    }
  }

  @Test
  void demoMeasuresBothWaysAndFindsNoErrors() throws Exception {
    try (ChildProcess demo = ChildProcess.start(folder, "demo", "--json")) {
      JsonNode report = new ObjectMapper().readTree(demo.output());
      assertThat(demo.exitCode()).as(report + demo.errors()).isZero();
      assertThat(report.get("ok").asBoolean()).isTrue();
      assertThat(report.get("guests").get(0).get("kernel").asText()).startsWith("6.12");
      assertThat(report.get("guests").get(1).get("kernel").asText()).startsWith("7.3");
      for (JsonNode guest : report.get("guests")) {
        assertThat(guest.get("driver").asText()).isEqualTo("mana");
        assertThat(guest.get("link").asText()).startsWith("up");
        assertThat(guest.get("ping_ms").asDouble()).isPositive();
        assertThat(guest.get("ping_large_ms").asDouble()).isPositive();
        assertThat(guest.get("tcp_gbps").asDouble()).isPositive();
        assertThat(guest.get("tcp6_gbps").asDouble()).isPositive();
        assertThat(guest.get("packets_sent").asLong()).isGreaterThan(1000);
        assertThat(guest.get("errors").asInt()).isZero();
      }
    }
  }
}
