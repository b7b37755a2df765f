package org.manakin.attach.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.packet.PacketCheck;
import org.manakin.packet.Packets;
import org.manakin.packet.Port;

/** What comes out of a tunnel, and what does not. */
class ReceiveTest extends VxlanBed {
  private static final int OTHER_VNI = 8;

  ReceiveTest() throws IOException {}

  /** Takes unfinished frames and notes their state. */
  private static final class Unfinishing implements Port {
    final List<byte[]> frames = new ArrayList<>();
    final List<Integer> segmentSizes = new ArrayList<>();
    final List<Boolean> partial = new ArrayList<>();
    final List<Boolean> verified = new ArrayList<>();
    int transport;

    @Override
    public void deliver(Frame frame) {
      frames.add(Packets.bytes(frame));
      segmentSizes.add(frame.segmentSize());
      partial.add(frame.checksumPartial());
      verified.add(frame.checksumVerified());
      transport = frame.headers().transport();
    }

    @Override
    public boolean takesUnfinished() {
      return true;
    }
  }

  @Test
  void aFrameIsDeliveredAsItCame() throws IOException {
    VxlanTunnel tunnel = tunnel();
    Unfinishing port = new Unfinishing();
    tunnel.connect(VNI, port);
    byte[] frame = Packets.tcp6().vlan(42).payload(500).build();
    two.send(tunnel, VNI, frame);
    until(tunnel, VxlanCounter.FRAMES_IN, 1);
    assertThat(port.frames).containsExactly(frame);
    assertThat(port.segmentSizes).containsExactly(0);
    assertThat(port.partial).containsExactly(false);
    assertThat(port.verified).containsExactly(false);
    assertThat(port.transport).isEqualTo(58);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.BYTES_IN)).isEqualTo(frame.length);
  }

  @Test
  void aBurstIsFlushedOnce() throws IOException {
    VxlanTunnel tunnel = tunnel();
    for (int i = 0; i < 3; i++) {
      two.send(tunnel, VNI, frame(THERE, HERE));
    }
    until(tunnel, VxlanCounter.FRAMES_IN, 3);
    assertThat(inside.flushes).isBetween(1, 3);
    int flushes = inside.flushes;
    assertThat(tunnel.work()).isZero();
    assertThat(inside.flushes).isEqualTo(flushes);
  }

  @Test
  void segmentsDoNotMix() throws IOException {
    VxlanTunnel tunnel = tunnel(c -> c, segment(), VxlanSegment.of(OTHER_VNI, three.address()));
    Packets.Collector other = new Packets.Collector();
    tunnel.connect(OTHER_VNI, other);
    byte[] forOther = frame(THERE, HERE);
    three.send(tunnel, OTHER_VNI, forOther);
    two.send(tunnel, OTHER_VNI, frame(THERE, HERE)); // is a remote of the first only
    byte[] forThis = Packets.tcp4().payload(9).build();
    two.send(tunnel, VNI, forThis);
    until(tunnel, VxlanCounter.FRAMES_IN, 1);
    assertThat(inside.frames).containsExactly(forThis);
    assertThat(other.frames).containsExactly(forOther);
    assertThat(tunnel.counters(OTHER_VNI).get(VxlanCounter.UNLISTED_IN)).isEqualTo(1);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.UNLISTED_IN)).isZero();
  }

  @Test
  void whatMakesNoSenseIsCountedAndDropped() throws IOException {
    FarHost stranger = host(9);
    VxlanTunnel tunnel = tunnel();
    byte[] good = FarHost.datagram(VNI, frame(THERE, HERE));
    byte[] noFlag = good.clone();
    noFlag[0] = (byte) 0xf7;
    two.send(tunnel, new byte[0]);
    two.send(tunnel, Arrays.copyOf(good, 7));
    two.send(tunnel, noFlag);
    until(tunnel, () -> tunnel.counters().get(TunnelCounter.MALFORMED_IN) == 3);
    two.send(tunnel, 9, frame(THERE, HERE));
    two.send(tunnel, 0xff_ffff, frame(THERE, HERE));
    until(tunnel, () -> tunnel.counters().get(TunnelCounter.UNKNOWN_VNI_IN) == 2);
    stranger.send(tunnel, good);
    until(tunnel, VxlanCounter.UNLISTED_IN, 1);
    two.send(tunnel, Arrays.copyOf(good, 8));
    two.send(tunnel, Arrays.copyOf(good, 8 + 13));
    two.send(tunnel, VNI, frame(BROADCAST, HERE));
    two.send(tunnel, VNI, frame(0, HERE));
    until(tunnel, VxlanCounter.MALFORMED_IN, 4);
    assertThat(inside.frames).isEmpty();
    assertThat(tunnel.counters(VNI).get(VxlanCounter.LEARNED)).isZero();

    byte[] reserved = good.clone();
    Arrays.fill(reserved, 0, 4, (byte) 0xff);
    reserved[7] = (byte) 0xff;
    two.send(tunnel, reserved);
    until(tunnel, VxlanCounter.FRAMES_IN, 1);
    assertThat(inside.frames).hasSize(1);
  }

  /** Ethernet alone, cut IP headers and noise are some host's frames like any other. */
  @Test
  void anInnerFrameMayHoldAnything() throws IOException {
    VxlanTunnel tunnel = tunnel();
    byte[] packet = Packets.tcp6().macs(THERE, HERE).payload(20).build();
    List<byte[]> sent = new ArrayList<>();
    for (int bytes = 14; bytes <= packet.length; bytes++) {
      byte[] cut = Arrays.copyOf(packet, bytes);
      sent.add(cut);
      two.send(tunnel, VNI, cut);
      until(tunnel, VxlanCounter.FRAMES_IN, sent.size());
    }
    assertThat(inside.frames).containsExactlyElementsOf(sent);
  }

  @Test
  void anOpenChecksumIsCompleted() throws IOException {
    VxlanTunnel tunnel = tunnel();
    for (Packets packet : List.of(Packets.tcp4(), Packets.udp4(), Packets.tcp6(), Packets.udp6())) {
      inside.frames.clear();
      long before = tunnel.counters(VNI).get(VxlanCounter.PARTIAL_IN);
      two.send(tunnel, VNI, packet.payload(99).partial().build());
      until(tunnel, VxlanCounter.PARTIAL_IN, before + 1);
      assertThat(PacketCheck.of(inside.frames.getFirst()).payload()).hasSize(99);
    }
  }

  @Test
  void aSuperFrameOfTheSameMachineIsCutToTheMtu() throws IOException {
    VxlanTunnel tunnel = tunnel(c -> c.withMtu(1400), segment());
    two.send(tunnel, VNI, Packets.tcp6().vlan(5).payload(20_000).partial().build());
    until(tunnel, VxlanCounter.SUPER_FRAMES_IN, 1);
    int payload = 0;
    for (byte[] frame : inside.frames) {
      assertThat(frame.length).isLessThanOrEqualTo(1418);
      payload += PacketCheck.of(frame).payload().length;
    }
    assertThat(inside.frames).hasSize(15);
    assertThat(payload).isEqualTo(20_000);
  }

  /** A complete checksum that happens to look open stays what it is. */
  @Test
  void aChecksumThatLooksOpenIsUnharmed() throws IOException {
    VxlanTunnel tunnel = tunnel();
    byte[] frame = looksOpen();
    two.send(tunnel, VNI, frame);
    until(tunnel, VxlanCounter.FRAMES_IN, 1);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.PARTIAL_IN)).isEqualTo(1);
    assertThat(inside.frames).containsExactly(frame);
  }

  private static byte[] looksOpen() {
    for (int i = 0; i < 1 << 16; i++) {
      byte[] payload = {(byte) (i >>> 8), (byte) i};
      byte[] whole = Packets.tcp4().payload(payload).build();
      byte[] open = Packets.tcp4().payload(payload).partial().build();
      if (Arrays.equals(whole, open)) {
        return whole;
      }
    }
    throw new AssertionError("one of 65536 sums has to be that one");
  }

  @Test
  void withNothingConnectedFramesAreCounted() throws IOException {
    VxlanTunnel tunnel = tunnel();
    tunnel.disconnect(VNI);
    two.send(tunnel, VNI, frame(THERE, HERE));
    until(tunnel, VxlanCounter.UNCONNECTED_IN, 1);
    assertThat(inside.frames).isEmpty();
  }

  @Test
  void addressesMoveAndAge() throws IOException {
    VxlanTunnel tunnel = tunnel(c -> withAgeing(c, Duration.ofSeconds(80)), segment());
    assertThat(tunnel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    two.send(tunnel, VNI, frame(THERE, HERE));
    until(tunnel, VxlanCounter.LEARNED, 1);
    assertThat(tunnel.nextDeadline()).isBetween(now, now + Duration.ofSeconds(10).toNanos());
    three.send(tunnel, VNI, frame(THERE, HERE));
    until(tunnel, VxlanCounter.MOVED, 1);
    byte[] known = frame(HERE, THERE);
    tunnel.port(VNI).deliver(Packets.frame(known));
    assertThat(three.receiveFrame()).isEqualTo(known);

    pass(tunnel, 75);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.AGED)).isZero();
    pass(tunnel, 20);
    assertThat(tunnel.counters(VNI).get(VxlanCounter.AGED)).isEqualTo(1);
    assertThat(tunnel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    tunnel.port(VNI).deliver(Packets.frame(known));
    assertThat(two.receiveFrame()).isEqualTo(known);
  }

  private void pass(VxlanTunnel tunnel, int seconds) {
    for (int i = 0; i < seconds; i++) {
      now += Duration.ofSeconds(1).toNanos();
      assertThat(tunnel.work()).isZero();
    }
  }

  @Test
  void itsStateIsSeen() throws IOException {
    VxlanTunnel tunnel = tunnel();
    two.send(tunnel, VNI, frame(THERE, HERE));
    until(tunnel, VxlanCounter.FRAMES_IN, 1);
    String text = Node.of(tunnel).toText();
    assertThat(text)
        .contains("address: " + tunnel.localAddress(), "dropped_by_kernel: 0", "vni_7")
        .contains("frames_in: 1", "learned_addresses: 1", "connected: true", "source_ports");
  }
}
