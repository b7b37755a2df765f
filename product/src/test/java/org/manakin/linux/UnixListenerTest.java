package org.manakin.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixListenerTest {
  @TempDir Path directory;

  @Test
  void aSocketLeftByADeadProcessIsReplaced() throws IOException {
    Path path = directory.resolve("s");
    try (Fd dead =
        new Fd(SocketCalls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_STREAM), "dead")) {
      assertThat(SocketCalls.bind(dead.number(), path)).isZero();
    }
    assertThat(Files.exists(path)).isTrue();
    try (UnixListener listener = UnixListener.open(path);
        UnixStream client = UnixStream.connect(path)) {
      UnixStream server = Objects.requireNonNull(listener.accept());
      assertThat(server.peerProcess()).isEqualTo((int) ProcessHandle.current().pid());
      server.close();
      assertThat(client.fd().isClosed()).isFalse();
    }
    assertThat(Files.exists(path)).isFalse();
  }

  @Test
  void aSocketInUseAndAnOrdinaryFileAreLeftAlone() throws IOException {
    Path path = directory.resolve("s");
    try (UnixListener listener = UnixListener.open(path)) {
      assertThatThrownBy(() -> UnixListener.open(path))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use")
          .hasMessageContaining(path.toString());
      assertThat(listener.path()).isEqualTo(path);
    }
    Path file = Files.writeString(directory.resolve("f"), "precious");
    assertThatThrownBy(() -> UnixListener.open(file)).hasMessageContaining("not a socket");
    assertThat(Files.readString(file)).isEqualTo("precious");
  }

  @Test
  void aFileThatAnotherPutThereStays() throws IOException {
    Path path = directory.resolve("s");
    UnixListener listener = UnixListener.open(path);
    Files.delete(path);
    Files.writeString(path, "new");
    listener.close();
    listener.close();
    assertThat(Files.exists(path)).isTrue();
  }

  @Test
  void failuresNameTheCallTheObjectAndTheReason() {
    Path nowhere = directory.resolve("no/such/folder");
    assertThatThrownBy(() -> UnixListener.open(nowhere))
        .hasMessage("bind(" + nowhere + "): No such file or directory");
    Path tooLong = directory.resolve("x".repeat(120));
    assertThatThrownBy(() -> UnixListener.open(tooLong)).hasMessageContaining("can have 107");
  }
}
