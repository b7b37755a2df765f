package org.manakin.host.servicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.attach.qmp.QmpException;

/** What is said to QEMU, word by word. */
class QemuMonitorTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private ServerSocketChannel server;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private volatile String status = "{}";
  private volatile boolean refuses;

  @BeforeEach
  void listen() throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(folder.resolve("qmp")));
    Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void serve() {
    try (SocketChannel client = server.accept();
        BufferedReader lines =
            new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
        OutputStream out = Channels.newOutputStream(client)) {
      write(out, "{\"QMP\": {}}");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode request = JSON.readTree(line);
        String command = request.get("execute").asText();
        said.add(command + request.path("arguments"));
        if (command.equals("migrate")) {
          write(out, "{\"event\": \"UNPLUG_PRIMARY\", \"data\": {\"device-id\": \"vf0\"}}");
        }
        String id = "\"id\": \"" + request.get("id").asText() + "\"";
        write(
            out,
            command.equals("migrate") && refuses
                ? "{\"error\": {\"desc\": \"blocked\"}, " + id + "}"
                : "{\"return\": " + answer(command) + ", " + id + "}");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer(String command) {
    return switch (command) {
      case "query-migrate-parameters" -> "{\"max-bandwidth\": 134217728, \"downtime-limit\": 300}";
      case "query-migrate" -> status;
      case "query-status" -> "{\"running\": false, \"status\": \"paused\"}";
      default -> "{}";
    };
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Test
  void aMigrationAndWhatItChanges() throws Exception {
    try (Monitor monitor = QemuMonitor.at(folder.resolve("qmp")).open()) {
      CountDownLatch asked = new CountDownLatch(1);
      monitor.onUnplugAsked(asked::countDown);
      assertThat(monitor.machineRuns()).isFalse();
      said.clear();
      monitor.migrate(Path.of("/run/vm.migration"));
      assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
      monitor.cancel();
      monitor.forget();
      monitor.forget();
      assertThat(said).as("the second forget has nothing to put back").hasSize(5);
      assertThat(said.get(1)).contains("\"downtime-limit\":1", "\"max-bandwidth\":65536");
      assertThat(said.get(2)).isEqualTo("migrate{\"uri\":\"unix:/run/vm.migration\"}");
      assertThat(said.get(3)).isEqualTo("migrate_cancel");
      assertThat(said.get(4)).contains("\"downtime-limit\":300", "\"max-bandwidth\":134217728");
    }
  }

  @Test
  void aRefusedMigrationChangesNothing() throws IOException {
    refuses = true;
    try (Monitor monitor = QemuMonitor.at(folder.resolve("qmp")).open()) {
      assertThatThrownBy(() -> monitor.migrate(Path.of("/x")))
          .isInstanceOf(QmpException.class)
          .hasMessage("QMP migrate: blocked");
      assertThat(said.getLast()).contains("\"downtime-limit\":300");
    }
  }

  @Test
  void everyStatusOfAMigration() throws IOException {
    try (Monitor monitor = QemuMonitor.at(folder.resolve("qmp")).open()) {
      assertThat(monitor.migration()).isEqualTo(Monitor.Migration.NONE);
      for (Monitor.Migration each : Monitor.Migration.values()) {
        String word = each == Monitor.Migration.OTHER ? "pre-switchover" : word(each);
        status = "{\"status\": \"" + word + "\"}";
        assertThat(monitor.migration()).as(word).isEqualTo(each);
      }
    }
  }

  private static String word(Monitor.Migration migration) {
    return migration.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
