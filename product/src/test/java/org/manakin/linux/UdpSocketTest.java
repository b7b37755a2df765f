package org.manakin.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class UdpSocketTest {
  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  @Test
  void gathersAndReceives() throws IOException {
    MemorySegment m = Arena.ofAuto().allocate(64);
    m.setString(0, "one datagram");
    try (UdpSocket a = UdpSocket.bind(address("127.0.0.1", 0), false);
        UdpSocket b = UdpSocket.bind(address("127.0.0.2", 0), false);
        Epoll epoll = Epoll.create()) {
      UdpAddress from = UdpAddress.empty();
      assertThat(b.receive(m, 32, 32, from)).isEqualTo(-Errno.EAGAIN);
      IoVector vector = new IoVector(2);
      vector.set(0, m, 4, 4);
      vector.set(1, m, 0, 4);
      assertThat(a.send(vector, 2, UdpAddress.of(b.localAddress(), false))).isEqualTo(8);
      epoll.add(b.fd(), Epoll.READABLE);
      assertThat(epoll.await(10_000_000_000L)).isEqualTo(1);
      assertThat(b.receive(m, 32, 32, from)).isEqualTo(8);
      byte[] got = m.asSlice(32, 8).toArray(ValueLayout.JAVA_BYTE);
      assertThat(new String(got, java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("dataone ");
      assertThat(from.toJava()).isEqualTo(a.localAddress());
      assertThat(from.port()).isEqualTo(a.localAddress().getPort());
      assertThat(b.dropped()).isZero();
    }
  }

  @Test
  void aDatagramThatIsTooLongIsRefused() throws IOException {
    MemorySegment m = Arena.ofAuto().allocate(70_000);
    try (UdpSocket a = UdpSocket.bind(address("127.0.0.1", 0), false)) {
      IoVector vector = new IoVector(1);
      vector.set(0, m, 0, 70_000);
      assertThat(a.send(vector, 1, UdpAddress.of(a.localAddress(), false)))
          .isEqualTo(-Errno.EMSGSIZE);
    }
  }

  @Test
  void addressesAreTheSameWhateverTheFamilyOfTheSocket() {
    InetSocketAddress four = address("192.0.2.7", 4789);
    UdpAddress plain = UdpAddress.of(four, false);
    UdpAddress mapped = UdpAddress.of(four, true);
    assertThat(plain.low()).isEqualTo(0xffff_c000_0207L).isEqualTo(mapped.low());
    assertThat(plain.high()).isZero().isEqualTo(mapped.high());
    assertThat(plain.length()).isEqualTo(16);
    assertThat(mapped.length()).isEqualTo(28);
    assertThat(plain.toJava()).isEqualTo(four).isEqualTo(mapped.toJava());
    UdpAddress six = UdpAddress.of(address("2001:db8::7", 1), true);
    assertThat(six.high()).isEqualTo(0x2001_0db8_0000_0000L);
    assertThat(six.low()).isEqualTo(7);
    assertThat(six.toJava()).isEqualTo(address("2001:db8::7", 1));
    assertThat(UdpAddress.of(address("fe80::1%1", 1), true).toJava().toString()).contains("%1");
    assertThat(UdpAddress.of(address("::", 9), false).toJava()).isEqualTo(address("0.0.0.0", 9));
  }

  @Test
  void addressesThatCannotBeAreRefused() {
    InetSocketAddress six = address("2001:db8::7", 1);
    assertThatThrownBy(() -> UdpAddress.of(six, false)).hasMessageContaining("no IPv4 address");
    assertThatThrownBy(() -> UdpAddress.of(InetSocketAddress.createUnresolved("x", 1), true))
        .hasMessageContaining("no host x");
  }
}
