package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.loop.Station.settle;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.SendQueue;
import org.manakin.driver.TxPacket;
import org.manakin.driver.VportConfig;
import org.manakin.packet.PacketCheck;
import org.manakin.packet.Packets;

/** What the device does to frames on the way: checksums, segmentation, tags. */
class OffloadTest {
  private static final long A = 0x020000000001L;
  private static final long B = 0x020000000002L;
  private static final int FIN_PUSH_ACK = 0x19;
  private static final int ACK = 0x10;

  private final Station a = Station.open(1);
  private final Station b =
      Station.open(Station.ethernet(2), DriverConfig.full(), VportConfig.pairs(1), 9100, 256);

  @BeforeEach
  void join() {
    Station.join(a, b);
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  private Station.Received only() {
    settle(a, b);
    assertThat(a.completions).containsOnly(SendQueue.OKAY);
    assertThat(b.received).hasSize(1);
    return b.received.getFirst();
  }

  private static Packets packets(String kind) {
    return switch (kind) {
      case "tcp4" -> Packets.tcp4();
      case "udp4" -> Packets.udp4();
      case "tcp6" -> Packets.tcp6();
      case "udp6" -> Packets.udp6();
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static void ask(TxPacket p, String kind, int transport) {
    if (kind.endsWith("4")) {
      p.ipv4();
    } else {
      p.ipv6();
    }
    if (kind.startsWith("tcp")) {
      p.tcpChecksum(transport);
    } else {
      p.udpChecksum();
    }
  }

  @ParameterizedTest
  @CsvSource({"tcp4,1", "tcp4,1400", "udp4,3", "udp4,8000", "tcp6,77", "udp6,1400", "udp6,1"})
  void partialChecksumsAreCompleted(String kind, int payload) {
    Packets frame = packets(kind).macs(A, B).payload(payload);
    byte[] whole = frame.build();
    a.send(0, frame.partial().build(), p -> ask(p, kind, kind.endsWith("4") ? 34 : 54), 40);
    Station.Received r = only();
    assertThat(r.bytes()).isEqualTo(whole);
    assertThat(r.ipGood()).isTrue();
    assertThat(r.transportGood()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp4", "udp4", "tcp6", "udp6"})
  void wrongChecksumsAreNoticed(String kind) {
    byte[] frame = packets(kind).macs(A, B).payload(500).build();
    frame[frame.length - 1] ^= 1;
    a.send(frame);
    Station.Received r = only();
    assertThat(r.bytes()).isEqualTo(frame);
    assertThat(r.transportGood()).isFalse();
    assertThat(r.transportBad()).isTrue();
  }

  @Test
  void theHeaderChecksumIsComputedWhenAskedFor() {
    byte[] whole = Packets.udp4().macs(A, B).payload(100).build();
    byte[] without = whole.clone();
    Packets.put(without, 24, 0, 2);
    a.send(0, without, p -> p.ipv4().ipChecksum());
    assertThat(only().bytes()).isEqualTo(whole);
  }

  @Test
  void fragmentsAndOtherProtocolsHaveNoVerdict() {
    a.send(Packets.udp4().macs(A, B).fragment(0x2000).payload(100).build());
    a.send(Packets.other4(47).macs(A, B).payload(100).build());
    settle(a, b);
    assertThat(b.received)
        .hasSize(2)
        .allSatisfy(r -> {
          assertThat(r.transportGood()).isFalse();
          assertThat(r.transportBad()).isFalse();
        });
  }

  @ParameterizedTest
  @CsvSource({
    "tcp4,40000,1448",
    "tcp4,8949,8948",
    "tcp4,1448,1448",
    "tcp4,1,1448",
    "tcp6,60000,1428",
    "tcp6,60001,8900",
    "tcp4,65000,536"
  })
  void superFramesAreCutIntoCorrectSegments(String kind, int payload, int mss) {
    Packets template =
        packets(kind).macs(A, B).payload(payload).flags(FIN_PUSH_ACK).ipId(0xfffe).superFrame();
    byte[] whole = template.build();
    int headers = template.headerBytes();
    a.send(
        0,
        whole,
        p -> {
          ask(p, kind, kind.endsWith("4") ? 34 : 54);
          p.ipChecksum().segment(mss);
        },
        headers);
    settle(a, b);
    assertSegments(whole, headers, payload, mss);
  }

  private void assertSegments(byte[] whole, int headers, int payload, int mss) {
    int segments = (payload + mss - 1) / mss;
    assertThat(b.received).hasSize(segments);
    assertThat(a.completions).containsExactly(SendQueue.OKAY);
    var got = new ByteArrayOutputStream();
    int sequence = 0x01020304;
    for (int i = 0; i < segments; i++) {
      Station.Received r = b.received.get(i);
      PacketCheck c = PacketCheck.of(r.bytes());
      assertThat(c.sequence()).isEqualTo(sequence + i * mss);
      assertThat(c.flags()).isEqualTo(i == segments - 1 ? FIN_PUSH_ACK : ACK);
      assertThat(c.payload()).hasSize(Math.min(mss, payload - i * mss));
      assertThat(r.ipGood()).isTrue();
      assertThat(r.transportGood()).isTrue();
      got.writeBytes(c.payload());
    }
    byte[] expected = Arrays.copyOfRange(whole, headers, whole.length);
    assertThat(got.toByteArray()).isEqualTo(expected);
  }

  @Test
  void headersThatShareAnSgeWithPayloadAreFoundByParsing() {
    Packets template = Packets.tcp4().macs(A, B).payload(5000).flags(FIN_PUSH_ACK).superFrame();
    byte[] whole = template.build();
    a.send(0, whole, p -> p.ipv4().ipChecksum().tcpChecksum(34).segment(1448), 200);
    settle(a, b);
    assertSegments(whole, template.headerBytes(), 5000, 1448);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0005, 0xffff, 0x7123, 0x0fff})
  void aTagIsInsertedBySenderAndStrippedByReceiver(int tci) {
    byte[] frame = Packets.udp4().macs(A, B).payload(100).build();
    a.send(0, frame, p -> p.tag(tci), 14);
    Station.Received r = only();
    assertThat(r.tagStripped()).isTrue();
    assertThat(r.vlanId()).isEqualTo(tci & 0xfff);
    assertThat(r.bytes()).isEqualTo(frame);
    assertThat(r.transportGood()).isTrue();
  }

  @Test
  void anInsertedTagIsOnTheWireAsAsked() {
    var wire = new Packets.Collector();
    a.adapter.port(0).connect(wire);
    byte[] frame = Packets.tcp6().macs(A, B).payload(100).build();
    a.send(0, frame, p -> p.tag(0xb064));
    settle(a);
    assertThat(wire.frames).hasSize(1);
    PacketCheck c = PacketCheck.of(wire.frames.getFirst());
    assertThat(c.tagged()).isTrue();
    assertThat(c.tci()).isEqualTo(0xb064);
  }

  @Test
  void aTagInTheFrameItselfPassesAndIsStripped() {
    byte[] plain = Packets.udp4().macs(A, B).payload(8000).build();
    a.send(0, Packets.udp4().macs(A, B).vlan(7).payload(8000).build(), p -> {}, 13, 17, 100);
    Station.Received r = only();
    assertThat(r.vlanId()).isEqualTo(7);
    assertThat(r.bytes()).isEqualTo(plain);
  }

  @Test
  void taggedSuperFramesAreCutToo() {
    Packets template = Packets.tcp4().macs(A, B).payload(9000).flags(FIN_PUSH_ACK).superFrame();
    byte[] whole = template.build();
    a.send(
        0,
        whole,
        p -> p.ipv4().ipChecksum().tcpChecksum(34).segment(1448).tag(9),
        template.headerBytes());
    settle(a, b);
    assertSegments(whole, template.headerBytes(), 9000, 1448);
    assertThat(b.received).allSatisfy(r -> assertThat(r.vlanId()).isEqualTo(9));
  }
}
