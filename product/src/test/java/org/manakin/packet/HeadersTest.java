package org.manakin.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeadersTest {
  private static final byte[] HOP_THEN_OPTIONS = {
    60, 0, 1, 4, 0, 0, 0, 0, 17, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private final Headers headers = new Headers();

  @Test
  void findsTcpOverIpv4() {
    parse(Packets.tcp4().ports(1_000, 2_000).payload(100).build());

    assertThat(headers.ipv4()).isTrue();
    assertThat(headers.tcp()).isTrue();
    assertThat(positions()).containsExactly(14, 34, 54);
    assertThat(headers.networkLength()).isEqualTo(20);
    assertThat(headers.transportLength()).isEqualTo(120);
    assertThat(headers.source()).isEqualTo(26);
    assertThat(headers.destination()).isEqualTo(30);
    assertThat(headers.sourcePort()).isEqualTo(1_000);
    assertThat(headers.destinationPort()).isEqualTo(2_000);
    assertThat(headers.tagged()).isFalse();
    assertThat(headers.verifiable()).isTrue();
  }

  @Test
  void findsUdpBehindATagAndIpOptions() {
    parse(Packets.udp4().vlan(0xa005).ipOptions(new byte[8]).payload(10).padding(6).build());

    assertThat(headers.tagged()).isTrue();
    assertThat(headers.tci()).isEqualTo(0xa005);
    assertThat(headers.udp()).isTrue();
    assertThat(positions()).containsExactly(18, 46, 54);
    assertThat(headers.transportLength()).as("without padding").isEqualTo(18);
    assertThat(headers.verifiable()).isTrue();
  }

  @Test
  void walksIpv6ExtensionHeaders() {
    parse(Packets.udp6().extensions(0, HOP_THEN_OPTIONS).payload(10).build());

    assertThat(headers.ipv6()).isTrue();
    assertThat(headers.extended()).isTrue();
    assertThat(headers.udp()).isTrue();
    assertThat(positions()).containsExactly(14, 78, 86);
    assertThat(headers.source()).isEqualTo(22);
    assertThat(headers.destination()).isEqualTo(38);
  }

  @Test
  void givesUpOnTooManyExtensionHeaders() {
    byte[] many = new byte[9 * 8];
    for (int i = 0; i < 8; i++) {
      many[i * 8] = 60;
    }
    many[8 * 8] = 6;
    parse(Packets.tcp6().extensions(60, many).payload(10).build());

    assertThat(headers.ipv6()).isTrue();
    assertThat(headers.transport()).isZero();
  }

  @Test
  void aFragmentHasNoTransportHeader() {
    for (int field : new int[] {0x2000, 0x2001, 0x0001}) {
      parse(Packets.tcp4().fragment(field).payload(100).build());
      assertThat(headers.fragment()).isTrue();
      assertThat(positions()).containsExactly(14, 0, 0);
    }
    parse(Packets.tcp6().extensions(44, new byte[] {6, 0, 0, 1, 0, 0, 0, 9}).payload(100).build());
    assertThat(headers.fragment()).isTrue();
    assertThat(headers.protocol()).isEqualTo(Headers.PROTOCOL_TCP);
    assertThat(positions()).containsExactly(14, 0, 0);
  }

  @Test
  void aFragmentHeaderOnAWholePacketMakesNoFragment() {
    parse(Packets.tcp6().extensions(44, new byte[] {6, 0, 0, 0, 0, 0, 0, 9}).payload(100).build());

    assertThat(headers.fragment()).isFalse();
    assertThat(headers.tcp()).isTrue();
    assertThat(headers.verifiable()).isTrue();
  }

  @Test
  void otherProtocolsHaveAnIpHeaderOnly() {
    parse(Packets.other4(1).payload(100).build());

    assertThat(headers.protocol()).isEqualTo(1);
    assertThat(positions()).containsExactly(14, 0, 0);
    assertThat(headers.verifiable()).isFalse();
  }

  @Test
  void aSuperFrameWithoutLengthsIsStillUnderstood() {
    for (Packets packet : new Packets[] {Packets.tcp4(), Packets.tcp6()}) {
      parse(packet.payload(70_000).superFrame().build());
      assertThat(headers.tcp()).isTrue();
      assertThat(headers.payload()).isEqualTo(packet.headerBytes());
      assertThat(headers.lengthsConsistent()).isFalse();
      assertThat(headers.transportLength()).isEqualTo(70_020);
    }
  }

  @Test
  void malformedHeadersHaveNoPosition() {
    expect(Packets.tcp4().payload(9).build(), 14, 0x55, 0, 0, 0); // IP version 5
    expect(Packets.tcp4().payload(9).build(), 14, 0x44, 0, 0, 0); // 16 bytes of IP header
    expect(Packets.tcp4().payload(9).build(), 14, 0x4f, 0, 0, 0); // options beyond the frame
    expect(Packets.tcp4().payload(9).build(), 46, 0x40, 14, 0, 0); // 16 bytes of TCP header
    expect(Packets.tcp4().payload(9).build(), 46, 0xf0, 14, 0, 0); // 60 of 29 bytes
    expect(Packets.tcp4().payload(9).build(), 17, 30, 14, 0, 0); // IP packet ends inside TCP
    expect(Packets.tcp6().payload(9).build(), 14, 0x40, 0, 0, 0); // IP version 4
    expect(Packets.tcp6().payload(9).build(), 19, 10, 14, 0, 0); // IP packet ends inside TCP
    expect(Packets.udp4().payload(9).build(), 12, 0x12, 0, 0, 0); // another EtherType
  }

  private void expect(byte[] frame, int at, int value, int... positions) {
    frame[at] = (byte) value;
    parse(frame);
    assertThat(positions()).containsExactly(positions);
  }

  @Test
  void aUdpLengthThatDoesNotFitIsSeen() {
    for (int length : new int[] {0, 7, 109, 0xffff}) {
      byte[] frame = Packets.udp4().payload(100).build();
      Packets.put(frame, 38, length, 2);
      parse(frame);
      assertThat(headers.udp()).isTrue();
      assertThat(headers.verifiable()).isFalse();
      assertThat(headers.transportLength()).isEqualTo(108);
    }
  }

  /** Cut off at every length, it is understood as far as it goes. */
  @Test
  void truncationAtEveryLengthIsSafe() {
    for (Packets packet : kinds()) {
      byte[] frame = packet.payload(20).build();
      for (int available = 0; available <= frame.length; available++) {
        // memory that ends where the available bytes end: reading on would throw
        MemorySegment exact = MemorySegment.ofArray(Arrays.copyOf(frame, available));
        headers.parse(exact, 0, available, frame.length);
        checkPositions(available);
        boolean all = available >= packet.headerBytes();
        assertThat(headers.payload()).isEqualTo(all ? packet.headerBytes() : 0);
        headers.parse(exact, 0, available, available);
        checkPositions(available);
      }
    }
  }

  @Test
  void mutationIsSafe() {
    SplittableRandom random = new SplittableRandom(42);
    for (int round = 0; round < 100_000; round++) {
      Packets[] kinds = kinds();
      byte[] frame = kinds[random.nextInt(kinds.length)].payload(random.nextInt(30)).build();
      for (int i = random.nextInt(4); i >= 0; i--) {
        frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt();
      }
      int available = random.nextInt(frame.length + 1);
      MemorySegment exact = MemorySegment.ofArray(Arrays.copyOf(frame, available));
      headers.parse(exact, 0, available, available + random.nextInt(3) * 30);
      checkPositions(available);
    }
  }

  private static Packets[] kinds() {
    return new Packets[] {
      Packets.tcp4(),
      Packets.udp4().vlan(1).ipOptions(new byte[12]),
      Packets.tcp6().tcpOptions(new byte[40]),
      Packets.udp6().vlan(2).extensions(0, HOP_THEN_OPTIONS),
    };
  }

  private void checkPositions(int available) {
    assertThat(headers.network()).isBetween(0, available);
    assertThat(headers.network() + headers.networkLength()).isLessThanOrEqualTo(available);
    assertThat(headers.payload()).isBetween(0, available);
    if (headers.transport() > 0) {
      assertThat(headers.transport()).isEqualTo(headers.network() + headers.networkLength());
      assertThat(headers.payload()).isGreaterThanOrEqualTo(headers.transport() + 8);
      assertThat(headers.transportLength())
          .isGreaterThanOrEqualTo(headers.payload() - headers.transport());
    } else {
      assertThat(headers.payload()).isZero();
    }
    assertThat(headers.protocol() >= 0).isEqualTo(headers.network() > 0);
  }

  private int[] positions() {
    return new int[] {headers.network(), headers.transport(), headers.payload()};
  }

  private void parse(byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment m = arena.allocate(bytes.length + 1);
      MemorySegment.copy(bytes, 0, m, ValueLayout.JAVA_BYTE, 1, bytes.length);
      headers.parse(m, 1, bytes.length, bytes.length);
    }
  }
}
