package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeIT {
  @TempDir private Path folder;

  @Test
  void servesUntilItIsToldToEnd() throws Exception {
    Path a = folder.resolve("a.sock");
    Path b = folder.resolve("b.sock");
    try (ChildProcess serve =
        ChildProcess.start(
            folder,
            "serve",
            "--adapter",
            "name=a,socket=" + a + ",uplink=peer:b",
            "--adapter",
            "name=b,socket=b.sock,mtu=1500",
            "--libvirt",
            "--inspect",
            "end.json")) {
      assertThat(serve.outputUntil("ready"))
          .endsWith("ready")
          .anyMatch(line -> line.startsWith("a: ") && line.endsWith("wire to b"))
          .anyMatch(line -> line.contains("-device") && line.contains("\"path\":\"" + b + "\""))
          .anyMatch(line -> line.contains("<qemu:arg") && line.contains("\"path\":\"" + a + "\""));
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(a))) {
        assertThat(client.isConnected()).isTrue();
      }
      serve.terminate();
      assertThat(serve.exitCode()).isZero();
      assertThat(serve.output()).isEmpty();
    }
    assertThat(a).doesNotExist();
    assertThat(b).doesNotExist();
    JsonNode tree = new ObjectMapper().readTree(Files.readString(folder.resolve("end.json")));
    assertThat(tree.at("/a/adapter/state").asText()).isEqualTo("IDLE");
    assertThat(tree.at("/b/socket").asText()).isEqualTo(b.toString());
  }

  @Test
  void replacesASocketThatAKilledProcessLeft() throws Exception {
    Path socket = folder.resolve("a.sock");
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (ChildProcess serve =
        ChildProcess.start(folder, "serve", "--adapter", "name=a,socket=a.sock")) {
      assertThat(serve.outputUntil("ready")).endsWith("ready");
    }
  }

  @Test
  void refusesASocketThatIsInUseAndPeersThatDoNotFit() throws Exception {
    Path socket = folder.resolve("a.sock");
    try (ServerSocketChannel used = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      used.bind(UnixDomainSocketAddress.of(socket));
      try (ChildProcess serve =
          ChildProcess.start(folder, "serve", "--adapter", "name=a,socket=a.sock")) {
        assertThat(serve.exitCode()).isEqualTo(1);
        assertThat(serve.output()).doesNotContain("ready");
        assertThat(serve.errors()).startsWith("manakin serve: ").contains(socket.toString());
      }
    }
    try (ChildProcess serve =
        ChildProcess.start(folder, "serve", "--adapter", "name=a,socket=c,uplink=peer:x")) {
      assertThat(serve.exitCode()).isEqualTo(2);
      assertThat(serve.errors()).contains("'a' names the peer 'x'");
    }
    assertThat(folder.resolve("c")).doesNotExist();
  }
}
