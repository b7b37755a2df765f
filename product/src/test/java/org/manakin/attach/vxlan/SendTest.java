package org.manakin.attach.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.observe.Counters;
import org.manakin.packet.Frame;
import org.manakin.packet.MacAddress;
import org.manakin.packet.PacketCheck;
import org.manakin.packet.Packets;
import org.manakin.packet.Port;

/** What goes out of a tunnel, and to whom. */
class SendTest extends VxlanBed {
  SendTest() throws IOException {}

  @Test
  void theDatagramIsTheHeaderAndTheFrame() throws IOException {
    VxlanTunnel tunnel = tunnel(c -> c, VxlanSegment.of(0xabcdef, two.address()));
    byte[] frame = frame(HERE, THERE);
    tunnel.port(0xabcdef).deliver(Packets.frame(frame, 60, 61));
    byte[] datagram = two.receive();
    assertThat(Arrays.copyOf(datagram, 8))
        .isEqualTo(new byte[] {8, 0, 0, 0, (byte) 0xab, (byte) 0xcd, (byte) 0xef, 0});
    assertThat(Arrays.copyOfRange(datagram, 8, datagram.length)).isEqualTo(frame);
    Counters<VxlanCounter> counters = tunnel.counters(0xabcdef);
    assertThat(counters.get(VxlanCounter.FRAMES_OUT)).isEqualTo(1);
    assertThat(counters.get(VxlanCounter.BYTES_OUT)).isEqualTo(frame.length);
    assertThat(counters.get(VxlanCounter.DATAGRAMS_OUT)).isEqualTo(1);
  }

  @Test
  void aFlowKeepsItsSourcePortAndFlowsAreSpread() throws IOException {
    VxlanTunnel tunnel = tunnel(c -> c, VxlanSegment.of(VNI, two.address()));
    Set<Integer> ports = new HashSet<>();
    for (int flow = 0; flow < 64; flow++) {
      Packets packet = Packets.udp4().ports(1000 + flow, 80);
      tunnel.port(VNI).deliver(Packets.frame(packet.payload(10).build()));
      two.receive();
      int port = two.sourcePort();
      tunnel.port(VNI).deliver(Packets.frame(packet.payload(700).build()));
      two.receive();
      assertThat(two.sourcePort()).as("port of flow %d", flow).isEqualTo(port);
      ports.add(port);
    }
    assertThat(ports).hasSizeBetween(8, 16).doesNotContain(tunnel.localAddress().getPort());
  }

  @Test
  void whatIsUnknownOrForAGroupGoesToAllAndWhatIsKnownToOne() throws IOException {
    VxlanTunnel tunnel = tunnel();
    Port port = tunnel.port(VNI);
    for (long to : new long[] {THERE, BROADCAST, 0x0100_5e00_0001L}) {
      byte[] frame = frame(HERE, to);
      port.deliver(Packets.frame(frame));
      assertThat(two.receiveFrame()).isEqualTo(frame);
      assertThat(three.receiveFrame()).isEqualTo(frame);
    }
    three.send(tunnel, VNI, frame(THERE, HERE));
    until(tunnel, VxlanCounter.LEARNED, 1);
    byte[] known = frame(HERE, THERE);
    port.deliver(Packets.frame(known));
    assertThat(three.receiveFrame()).isEqualTo(known);
    byte[] last = frame(HERE, BROADCAST);
    port.deliver(Packets.frame(last));
    assertThat(two.receiveFrame()).as("the next one that host 2 gets").isEqualTo(last);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.FLOODED_OUT)).isEqualTo(4);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.DATAGRAMS_OUT)).isEqualTo(9);
  }

  @Test
  void anAddressWithAHostOfItsOwnGoesThereAndIsNotLearned() throws IOException {
    FarHost four = host(4);
    Map<MacAddress, InetSocketAddress> peers = Map.of(new MacAddress(THERE), four.address());
    VxlanTunnel tunnel = tunnel(c -> c, new VxlanSegment(VNI, List.of(two.address()), peers));
    byte[] frame = frame(HERE, THERE);
    tunnel.port(VNI).deliver(Packets.frame(frame));
    assertThat(four.receiveFrame()).isEqualTo(frame);
    two.send(tunnel, VNI, frame(THERE, HERE));
    four.send(tunnel, VNI, frame(THERE, HERE));
    until(tunnel, VxlanCounter.FRAMES_IN, 2);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.LEARNED)).isZero();
    byte[] broadcast = frame(HERE, BROADCAST);
    tunnel.port(VNI).deliver(Packets.frame(broadcast));
    assertThat(two.receiveFrame()).isEqualTo(broadcast);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.DATAGRAMS_OUT)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 42})
  void unfinishedFramesAreFinished(int tci) throws IOException {
    VxlanTunnel tunnel = tunnel(c -> c, VxlanSegment.of(VNI, two.address()));
    Packets udp = tci < 0 ? Packets.udp6() : Packets.udp6().vlan(tci);
    Frame partial = Packets.frame(udp.payload(333).partial().build());
    partial.setChecksumPartial(true);
    tunnel.port(VNI).deliver(partial);
    assertThat(PacketCheck.of(two.receiveFrame()).payload()).hasSize(333);

    Packets tcp = tci < 0 ? Packets.tcp4() : Packets.tcp4().vlan(tci);
    byte[] whole = tcp.payload(10_000).superFrame().build();
    Frame superFrame = Packets.frame(whole, 100, 5000);
    superFrame.setSegmentSize(1400);
    superFrame.setChecksumPartial(true);
    tunnel.port(VNI).deliver(superFrame);
    int payload = 0;
    for (int i = 0; i < 8; i++) {
      PacketCheck segment = PacketCheck.of(two.receiveFrame());
      assertThat(segment.sequence()).isEqualTo(0x01020304 + payload);
      assertThat(segment.tagged()).isEqualTo(tci >= 0);
      payload += segment.payload().length;
    }
    assertThat(payload).isEqualTo(10_000);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.FRAMES_OUT)).isEqualTo(9);
  }

  @Test
  void framesAboveTheMtuAreCountedAndATagIsNoPartOfIt() throws IOException {
    VxlanTunnel tunnel = tunnel(c -> c.withMtu(1000), VxlanSegment.of(VNI, two.address()));
    Port port = tunnel.port(VNI);
    port.deliver(Packets.frame(Packets.udp4().payload(973).build()));
    port.deliver(Packets.frame(Packets.udp4().vlan(1).payload(973).build()));
    byte[] fits = Packets.udp4().vlan(1).payload(972).build();
    port.deliver(Packets.frame(fits));
    assertThat(two.receiveFrame()).isEqualTo(fits).hasSize(1018);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.TOO_LONG_OUT)).isEqualTo(2);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.FRAMES_OUT)).isEqualTo(1);
  }

  @Test
  void framesOnTheJavaHeapPass() throws IOException {
    VxlanTunnel tunnel = tunnel(c -> c, VxlanSegment.of(VNI, two.address()));
    byte[] bytes = frame(HERE, THERE);
    Frame frame = new Frame();
    assertThat(frame.add(MemorySegment.ofArray(bytes), 0, bytes.length)).isTrue();
    tunnel.port(VNI).deliver(frame);
    assertThat(two.receiveFrame()).isEqualTo(bytes);
  }

  @Test
  void framesWithoutWholeAddressesAreCounted() throws IOException {
    VxlanTunnel tunnel = tunnel();
    tunnel.port(VNI).deliver(new Frame());
    tunnel.port(VNI).deliver(Packets.frame(new byte[11]));
    assertThat(tunnel.counters(VNI).get(VxlanCounter.MALFORMED_OUT)).isEqualTo(2);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.DATAGRAMS_OUT)).isZero();
  }

  /** ICMP says that nobody listens: nothing here listens to that. */
  @Test
  void aHostThatIsGoneDisturbsNobody() throws IOException {
    VxlanTunnel tunnel = tunnel();
    InetSocketAddress gone = two.address();
    two.close();
    for (int i = 0; i < 50; i++) {
      tunnel.port(VNI).deliver(Packets.frame(frame(HERE, BROADCAST)));
      assertThat(three.receiveFrame()).hasSize(142);
      three.send(tunnel, VNI, frame(THERE, HERE));
      until(tunnel, VxlanCounter.FRAMES_IN, i + 1);
    }
    assertThat(tunnel.counters(VNI).get(VxlanCounter.DATAGRAMS_OUT))
        .as("to %s too", gone)
        .isEqualTo(100);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.REFUSED_OUT)).isZero();
    assertThat(tunnel.counters().get(TunnelCounter.RECEIVE_ERRORS)).isZero();
  }

  /** From an address of lo the kernel sends nothing beyond the machine. */
  @Test
  void whatTheKernelRefusesIsCountedAndTheNextHostServed() throws IOException {
    InetSocketAddress elsewhere =
        new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 4789);
    VxlanTunnel tunnel = tunnel(c -> c, VxlanSegment.of(VNI, elsewhere, three.address()));
    byte[] frame = frame(HERE, BROADCAST);
    tunnel.port(VNI).deliver(Packets.frame(frame));
    assertThat(three.receiveFrame()).isEqualTo(frame);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.REFUSED_OUT)).isEqualTo(1);
  }

  @Test
  void severalSendersAtOnce() throws Exception {
    VxlanTunnel tunnel = tunnel(c -> c, VxlanSegment.of(VNI, two.address()));
    List<Thread> threads =
        java.util.stream.IntStream.range(0, 4)
            .mapToObj(n -> Thread.ofPlatform().start(() -> sendFlow(tunnel, n)))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    int[] next = new int[4];
    for (int i = 0; i < 4 * 30; i++) {
      PacketCheck check = PacketCheck.of(two.receiveFrame());
      int flow = check.sourcePort() / 10_000 - 1;
      assertThat(check.payload()[0]).as("order in flow %d", flow).isEqualTo((byte) next[flow]++);
    }
    assertThat(next).containsOnly(30);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.FRAMES_OUT)).isEqualTo(120);
  }

  private static void sendFlow(VxlanTunnel tunnel, int flow) {
    for (int i = 0; i < 30; i++) {
      byte[] payload = new byte[200];
      payload[0] = (byte) i;
      Packets packet = Packets.udp4().ports((flow + 1) * 10_000, 80).payload(payload);
      Frame frame = Packets.frame(packet.partial().build());
      frame.setChecksumPartial(true);
      tunnel.port(VNI).deliver(frame);
    }
  }
}
