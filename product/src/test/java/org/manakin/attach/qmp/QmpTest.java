package org.manakin.attach.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QmpTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final List<String> commands = new CopyOnWriteArrayList<>();

  /** Answers like QEMU: an event in between, an error for what it does not know. */
  private void serve(InputStream fromClient, OutputStream toClient) {
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
          case "sleep" -> {}
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

  private static void assertKind(Throwable thrown, QmpException.Kind kind) {
    assertThat(thrown)
        .isInstanceOfSatisfying(QmpException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void commandsEventsRefusalsAndTheEnd() throws IOException {
    PipedInputStream fromServer = new PipedInputStream();
    PipedInputStream fromClient = new PipedInputStream();
    OutputStream toClient = new PipedOutputStream(fromServer);
    OutputStream toServer = new PipedOutputStream(fromClient);
    Thread.ofVirtual().start(() -> serve(fromClient, toClient));
    try (Qmp qmp = Qmp.negotiate(fromServer, toServer)) {
      List<String> events = new CopyOnWriteArrayList<>();
      qmp.onEvent((name, data) -> events.add(name + data));
      assertThat(qmp.execute("device_del", Map.of("id", "vf0")).get("ran").asText())
          .isEqualTo("device_del");
      assertThat(events).containsExactly("RESET{\"guest\":true}");
      assertThat(commands).containsExactly("qmp_capabilities", "device_del{\"id\":\"vf0\"}");
      assertThatThrownBy(() -> qmp.execute("fly"))
          .hasMessage("QMP fly: no wings")
          .satisfies(e -> assertKind(e, QmpException.Kind.REFUSED));
      assertThatThrownBy(() -> qmp.execute("sleep", Map.of(), Duration.ofMillis(50)))
          .hasMessageContaining("no answer")
          .satisfies(e -> assertKind(e, QmpException.Kind.SILENT));
      assertThatThrownBy(() -> qmp.execute("quit"))
          .hasMessageContaining("closed the monitor")
          .satisfies(e -> assertKind(e, QmpException.Kind.LOST));
      assertThatThrownBy(() -> qmp.execute("stop"))
          .satisfies(e -> assertKind(e, QmpException.Kind.LOST));
    }
  }

  @Test
  void connectsToAListeningMonitorAndLeavesIt(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("qmp");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual().start(() -> serveNext(server));
      CountDownLatch told = new CountDownLatch(1);
      Qmp qmp = Qmp.connect(socket);
      qmp.onEnd(told::countDown);
      qmp.execute("query-status");
      assertThat(qmp.ended()).isFalse();
      qmp.close();
      assertThat(told.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(qmp.ended()).isTrue();
    }
    assertThatThrownBy(() -> Qmp.connect(folder.resolve("nobody"))).isInstanceOf(IOException.class);
  }

  private void serveNext(ServerSocketChannel server) {
    try (SocketChannel client = server.accept()) {
      serve(Channels.newInputStream(client), Channels.newOutputStream(client));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
