package org.manakin.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmenterTest {
  private static final int FIN_PSH_CWR_ACK = 0x99;

  private final Segmenter segmenter = new Segmenter(Arena.ofAuto());
  private final Packets.Collector out = new Packets.Collector();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anySuperFrameInAnyFragmentsBecomesTheRightSegments(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 150; round++) {
      Packets packet = randomPacket(random);
      int payload = random.nextInt(1, random.nextBoolean() ? 4_000 : 80_000);
      byte[] whole = packet.payload(payload).superFrame().build();
      Frame frame = Packets.frame(whole, randomCuts(random, packet.headerBytes(), whole.length));
      int size = random.nextInt(1 + payload / 60, 9_000);
      frame.setSegmentSize(size);
      out.frames.clear();

      int count = segmenter.cut(frame, out);

      assertThat(count).isEqualTo((payload + size - 1) / size).isEqualTo(out.frames.size());
      checkSegments(whole, packet.headerBytes(), size);
      assertThat(Packets.bytes(frame)).as("the super-frame is not changed").isEqualTo(whole);
    }
  }

  private static Packets randomPacket(SplittableRandom random) {
    Packets packet = random.nextBoolean() ? Packets.tcp4() : Packets.tcp6();
    packet.sequence(random.nextInt()).ipId(random.nextInt(0x10000)).flags(random.nextInt(256));
    if (random.nextBoolean()) {
      packet.vlan(random.nextInt(0x10000));
    }
    packet.tcpOptions(new byte[random.nextInt(11) * 4]);
    return packet;
  }

  private static int[] randomCuts(SplittableRandom random, int first, int end) {
    int cuts = random.nextInt(40);
    return random.ints(cuts, first, end).sorted().distinct().toArray();
  }

  private void checkSegments(byte[] whole, int headers, int size) {
    int network = Packets.get(whole, 12, 2) == 0x8100 ? 18 : 14;
    boolean v4 = whole[network] >> 4 == 4;
    int transport = network + (v4 ? 20 : 40);
    int id = (int) Packets.get(whole, network + 4, 2);
    int sequence = (int) Packets.get(whole, transport + 4, 4);
    int flags = Byte.toUnsignedInt(whole[transport + 13]);
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    int last = out.frames.size() - 1;
    for (int i = 0; i <= last; i++) {
      PacketCheck segment = PacketCheck.of(out.frames.get(i));
      if (v4) {
        assertThat(segment.ipId()).isEqualTo(id + i & 0xffff);
      }
      assertThat(segment.sequence()).isEqualTo(sequence + i * size);
      int expected = flags & (i == 0 ? 0xff : ~0x80) & (i == last ? 0xff : ~0x09);
      assertThat(segment.flags()).isEqualTo(expected);
      assertThat(segment.payload()).hasSize(Math.min(size, whole.length - headers - i * size));
      assertThat(withoutVariableFields(segment.headers(), network, transport))
          .isEqualTo(withoutVariableFields(Arrays.copyOf(whole, headers), network, transport));
      payload.writeBytes(segment.payload());
    }
    assertThat(payload.toByteArray()).isEqualTo(Arrays.copyOfRange(whole, headers, whole.length));
  }

  private static byte[] withoutVariableFields(byte[] headers, int network, int transport) {
    if (headers[network] >> 4 == 4) {
      Arrays.fill(headers, network + 2, network + 6, (byte) 0);
      Arrays.fill(headers, network + 10, network + 12, (byte) 0);
    } else {
      Arrays.fill(headers, network + 4, network + 6, (byte) 0);
    }
    Arrays.fill(headers, transport + 4, transport + 8, (byte) 0);
    headers[transport + 13] = 0;
    Arrays.fill(headers, transport + 16, transport + 18, (byte) 0);
    return headers;
  }

  @Test
  void aSegmentIsMarkedFinishedAndDescribesItself() {
    byte[] whole = Packets.tcp4().payload(2500).superFrame().build();
    Frame frame = Packets.frame(whole, 100);
    frame.setSegmentSize(1000);
    int[] delivered = new int[1];

    segmenter.cut(
        frame,
        segment -> {
          delivered[0]++;
          assertThat(segment.checksumVerified()).isTrue();
          assertThat(segment.checksumPartial()).isFalse();
          assertThat(segment.segmentSize()).isZero();
          assertThat(segment.headers().verifiable()).isTrue();
          assertThat(segment.headers().transportLength()).isEqualTo(segment.length() - 34);
          assertThat(Checksum.checkTransport(segment)).isEqualTo(Checksum.Verdict.GOOD);
          assertThat(Checksum.checkIpv4(segment)).isEqualTo(Checksum.Verdict.GOOD);
        });

    assertThat(delivered[0]).isEqualTo(3);
  }

  @Test
  void finAndPshAreOnlyOnTheLastAndCwrOnlyOnTheFirst() {
    byte[] whole = Packets.tcp6().flags(FIN_PSH_CWR_ACK).payload(30).superFrame().build();
    Frame frame = Packets.frame(whole);
    frame.setSegmentSize(10);

    segmenter.cut(frame, out);

    assertThat(out.frames)
        .extracting(f -> PacketCheck.of(f).flags())
        .containsExactly(0x90, 0x10, 0x19);
  }

  @Test
  void extensionHeadersAreCarriedIntoEverySegment() {
    byte[] hopByHop = {6, 0, 1, 4, 0, 0, 0, 0};
    byte[] whole = Packets.tcp6().extensions(0, hopByHop).payload(25).superFrame().build();
    Frame frame = Packets.frame(whole);
    frame.setSegmentSize(10);

    assertThat(segmenter.cut(frame, out)).isEqualTo(3);

    assertThat(out.frames).allSatisfy(f -> assertThat(PacketCheck.of(f).headers()).hasSize(82));
  }

  @Test
  void whatCannotBeCutIsRefused() {
    assertThat(cut(Packets.udp4().payload(100).build(), 10)).as("UDP").isZero();
    assertThat(cut(Packets.tcp4().fragment(0x2000).payload(100).build(), 10))
        .as("fragment")
        .isZero();
    assertThat(cut(Packets.other4(1).payload(100).build(), 10)).as("ICMP").isZero();
    assertThat(cut(new byte[100], 10)).as("no IP").isZero();
    assertThat(cut(Packets.tcp4().payload(70_000).superFrame().build(), 65_496))
        .as("size")
        .isZero();
    assertThat(out.frames).isEmpty();
    assertThat(cut(Packets.tcp4().payload(70_000).superFrame().build(), 65_495)).isEqualTo(2);
  }

  @Test
  void headersMustLieInTheFirstFragment() {
    byte[] whole = Packets.tcp4().payload(100).superFrame().build();
    Frame frame = Packets.frame(whole, 40);
    frame.setSegmentSize(10);

    assertThat(segmenter.cut(frame, out)).isZero();
  }

  private int cut(byte[] bytes, int size) {
    Frame frame = Packets.frame(bytes);
    frame.setSegmentSize(size);
    return segmenter.cut(frame, out);
  }
}
