package org.manakin.lab.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.manakin.lab.provision.LabException;

class QmpTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final PipedInputStream fromServer = new PipedInputStream();
  private final PipedInputStream fromClient = new PipedInputStream();
  private final List<String> commands = new CopyOnWriteArrayList<>();

  /** Answers like QEMU: an event in between, an error for what it does not know. */
  private void serve(OutputStream toClient) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(fromClient, StandardCharsets.UTF_8))) {
      write(toClient, "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode request = JSON.readTree(line);
        String command = request.get("execute").asText();
        commands.add(command + request.path("arguments"));
        String id = ", \"id\": \"" + request.get("id").asText() + "\"}\r\n";
        switch (command) {
          case "quit" -> {
            toClient.close();
            return;
          }
          case "fly" ->
              write(toClient, "{\"error\": {\"class\": \"X\", \"desc\": \"no wings\"}" + id);
          default -> {
            write(toClient, "{\"event\": \"RESET\", \"data\": {\"guest\": true}}\r\n");
            write(toClient, "{\"return\": {\"ran\": \"" + command + "\"}" + id);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, 5); // messages may arrive in pieces
    out.flush();
    out.write(bytes, 5, bytes.length - 5);
    out.flush();
  }

  @Test
  void commandsEventsRefusalsAndTheEnd() throws IOException {
    OutputStream toClient = new PipedOutputStream(fromServer);
    OutputStream toServer = new PipedOutputStream(fromClient);
    Thread.ofVirtual().start(() -> serve(toClient));
    try (Qmp qmp = Qmp.negotiate(fromServer, toServer)) {
      List<String> events = new CopyOnWriteArrayList<>();
      qmp.onEvent((name, data) -> events.add(name + data));
      assertThat(qmp.execute("device_del", Map.of("id", "vf0")).get("ran").asText())
          .isEqualTo("device_del");
      assertThat(events).containsExactly("RESET{\"guest\":true}");
      assertThat(commands).containsExactly("qmp_capabilities", "device_del{\"id\":\"vf0\"}");
      assertThatThrownBy(() -> qmp.execute("fly"))
          .isInstanceOf(LabException.class)
          .hasMessage("QMP fly: no wings");
      assertThatThrownBy(() -> qmp.execute("quit"))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("closed the monitor");
      assertThatThrownBy(() -> qmp.execute("stop")).isInstanceOf(IOException.class);
    }
  }
}
