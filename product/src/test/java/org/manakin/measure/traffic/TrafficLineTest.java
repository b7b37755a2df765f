package org.manakin.measure.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.lab.channel.GuestException;

class TrafficLineTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private TrafficLine line;
  private SocketChannel guest;

  @BeforeEach
  void connect() throws IOException {
    Path path = folder.resolve("line,1");
    line = TrafficLine.listen("guest 1", path);
    guest = SocketChannel.open(UnixDomainSocketAddress.of(path));
    line.accept();
  }

  @AfterEach
  void close() throws IOException {
    guest.close();
    line.close();
  }

  private void answers(String text) throws IOException {
    guest.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void tellsQemuWhereToConnect() {
    assertThat(line.qemuOptions())
        .contains("virtserialport,chardev=traffic,name=traffic")
        .anyMatch(option -> option.endsWith("line,,1"));
  }

  @Test
  void ordersAreLines() throws IOException {
    line.send("clock");
    ByteBuffer read = ByteBuffer.allocate(64);
    guest.read(read);
    assertThat(new String(read.array(), 0, read.position(), StandardCharsets.UTF_8))
        .isEqualTo("clock\n");
  }

  @Test
  void bytesThatFollowALineBelongToIt() throws IOException {
    answers("ready\ntrace udp-sent 5\na\nb\nctrace refused 0\nclock 17\n");
    assertThat(line.await("ready", SOON)).isEmpty();
    assertThat(line.trace("udp-sent", SOON)).asString().isEqualTo("a\nb\nc");
    assertThat(line.trace("refused", SOON)).isEmpty();
    assertThat(line.await("clock", SOON)).isEqualTo("17");
  }

  @Test
  void anotherAnswerIsSaidToBeOne() throws IOException {
    answers("unknown order\n");
    assertThatThrownBy(() -> line.await("listening", SOON))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("guest 1")
        .hasMessageContaining("'unknown order' instead of 'listening'");
  }

  @Test
  void aGuestThatIsGoneIsSaidToBeGone() throws IOException {
    answers("ready\ntrace udp-sent 100\nabc");
    guest.close();
    assertThat(line.await("ready", SOON)).isEmpty();
    assertThatThrownBy(() -> line.trace("udp-sent", SOON))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("is gone");
    assertThatThrownBy(() -> line.await("trace", SOON))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("is gone");
  }

  @Test
  void waitingEnds() {
    assertThatThrownBy(() -> line.await("stopped", Duration.ofMillis(1)))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("does not say 'stopped'");
  }

  @Test
  void whatCannotBeReadEndsTheLine() throws IOException {
    answers("trace udp-sent many\n");
    assertThatThrownBy(() -> line.await("stopped", SOON))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("is gone");
  }
}
