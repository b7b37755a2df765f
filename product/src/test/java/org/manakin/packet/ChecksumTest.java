package org.manakin.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.packet.Checksum.Verdict;

class ChecksumTest {

  @Test
  void sumsEveryLengthLikeTheNaiveLoop() {
    byte[] bytes = random(200, 7);
    MemorySegment m = MemorySegment.ofArray(bytes);
    for (int at = 0; at < 9; at++) {
      for (int length = 0; length <= bytes.length - at; length++) {
        assertThat(Checksum.sum(m, at, length)).isEqualTo(Packets.naiveSum(bytes, at, length, 0));
      }
    }
  }

  @Test
  void losesNoCarry() {
    byte[] ones = new byte[70_001];
    Arrays.fill(ones, (byte) 0xff);

    assertThat(Checksum.sum(MemorySegment.ofArray(ones), 0, 70_000)).isEqualTo(0xffff);
    assertThat(Checksum.sum(MemorySegment.ofArray(ones), 0, 70_001))
        .isEqualTo(Packets.naiveSum(ones, 0, 70_001, 0));
    assertThat(Checksum.sum(MemorySegment.ofArray(new byte[100]), 0, 100)).isZero();
  }

  @Test
  void sumsAFrameWhateverItsFragments() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = random(random.nextInt(1, 3_000), round);
      int[] cuts = random.ints(random.nextInt(30), 0, bytes.length).sorted().toArray();
      Frame frame = Packets.frame(bytes, cuts);
      int from = random.nextInt(bytes.length);
      int length = random.nextInt(bytes.length - from + 1);

      assertThat(Checksum.sum(frame, from, length))
          .isEqualTo(Packets.naiveSum(bytes, from, length, 0));
    }
  }

  @Test
  void aRangeBeyondTheFrameIsAnError() {
    Frame frame = Packets.frame(new byte[100]);

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Checksum.sum(frame, 90, 11))
        .withMessageContaining("100 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 100, 1441, 8_951})
  void fillsAndChecksEveryKindOfPacket(int payload) {
    for (Packets packet : kinds()) {
      byte[] right = packet.payload(payload).padding(payload < 10 ? 5 : 0).build();
      byte[] open = packet.partial().build();
      Frame frame = Packets.frame(open, packet.headerBytes(), packet.headerBytes() + payload / 3);

      assertThat(Checksum.checkTransport(frame)).isEqualTo(Verdict.BAD);
      assertThat(Checksum.fillTransport(frame)).isTrue();

      assertThat(Packets.bytes(frame)).isEqualTo(right);
      assertThat(Checksum.checkTransport(frame)).isEqualTo(Verdict.GOOD);
    }
  }

  private static Packets[] kinds() {
    return new Packets[] {
      Packets.tcp4(),
      Packets.udp4(),
      Packets.tcp6(),
      Packets.udp6(),
      Packets.tcp4().vlan(3).ipOptions(new byte[] {1, 1, 1, 0}).tcpOptions(new byte[12]),
      Packets.udp6().vlan(3).extensions(0, new byte[] {17, 0, 1, 4, 0, 0, 0, 0}),
    };
  }

  @Test
  void aFlippedBitIsFound() {
    for (Packets packet : kinds()) {
      byte[] bytes = packet.payload(64).build();
      bytes[bytes.length - 7] ^= 0x10;

      assertThat(Checksum.checkTransport(Packets.frame(bytes))).isEqualTo(Verdict.BAD);
    }
  }

  @Test
  void checksAndFillsTheIpv4Header() {
    byte[] bytes = Packets.tcp4().ipOptions(new byte[] {1, 1, 1, 0}).payload(9).build();
    byte[] bad = bytes.clone();
    bad[24] ^= 1;
    Frame frame = Packets.frame(bad);

    assertThat(Checksum.checkIpv4(Packets.frame(bytes))).isEqualTo(Verdict.GOOD);
    assertThat(Checksum.checkIpv4(frame)).isEqualTo(Verdict.BAD);
    Checksum.fillIpv4(frame);
    assertThat(Packets.bytes(frame)).isEqualTo(bytes);
    assertThat(Checksum.checkIpv4(Packets.frame(Packets.tcp6().build())))
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void udpWithoutAChecksumIsUnknownOverIpv4AndBadOverIpv6() {
    byte[] v4 = Packets.udp4().payload(5).build();
    Packets.put(v4, 40, 0, 2);
    byte[] v6 = Packets.udp6().payload(5).build();
    Packets.put(v6, 60, 0, 2);

    assertThat(Checksum.checkTransport(Packets.frame(v4))).isEqualTo(Verdict.UNKNOWN);
    assertThat(Checksum.checkTransport(Packets.frame(v6))).isEqualTo(Verdict.BAD);
  }

  @Test
  void aUdpChecksumOfZeroIsSentAsAllOnes() {
    // the last payload word makes up what is missing to a sum of 0xffff
    byte[] bytes = Packets.udp4().payload(new byte[2]).build();
    Packets.put(bytes, 42, Packets.get(bytes, 40, 2), 2);
    Frame frame = Packets.frame(bytes);

    assertThat(Checksum.fillTransport(frame)).isTrue();

    assertThat(Packets.get(Packets.bytes(frame), 40, 2)).isEqualTo(0xffff);
    assertThat(Checksum.checkTransport(frame)).isEqualTo(Verdict.GOOD);
    PacketCheck.of(Packets.bytes(frame));
  }

  @Test
  void whatCannotBeKnownIsNotJudged() {
    byte[] fragment = Packets.tcp4().fragment(0x2000).payload(64).build();
    byte[] tooLong = Packets.tcp4().payload(64).build();
    Packets.put(tooLong, 16, 2_000, 2);
    byte[] icmp = Packets.other4(1).payload(64).build();

    for (byte[] bytes : new byte[][] {fragment, tooLong, icmp, new byte[64]}) {
      assertThat(Checksum.checkTransport(Packets.frame(bytes))).isEqualTo(Verdict.UNKNOWN);
    }
    assertThat(Checksum.fillTransport(Packets.frame(fragment))).isFalse();
  }

  @Test
  void aRoutedPacketKeepsTheSendersPseudoHeader() {
    byte[] routing = {
      6, 2, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
    };
    Packets packet = Packets.tcp6().extensions(43, routing).payload(20);
    byte[] right = packet.build();
    Frame frame = Packets.frame(packet.partial().build());

    assertThat(Checksum.checkTransport(frame)).isEqualTo(Verdict.UNKNOWN);
    assertThat(Checksum.fillTransport(frame)).isTrue();
    assertThat(Packets.bytes(frame)).isEqualTo(right);
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }
}
