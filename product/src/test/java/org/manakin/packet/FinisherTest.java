package org.manakin.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.manakin.packet.Finisher.Counter;

class FinisherTest {
  private final Packets.Collector out = new Packets.Collector();
  private final Finisher finisher = new Finisher(out);

  @Test
  void takesUnfinishedFramesAndPassesTheFlushOn() {
    finisher.flush();

    assertThat(finisher.takesUnfinished()).isTrue();
    assertThat(out.flushes).isEqualTo(1);
  }

  @Test
  void passesAFinishedFrameOnAsItIs() {
    Frame[] got = new Frame[1];
    Frame frame = Packets.frame(Packets.tcp4().payload(100).build());

    new Finisher(f -> got[0] = f).deliver(frame);

    assertThat(got[0]).isSameAs(frame);
  }

  @Test
  void fillsAPartialChecksumInACopyOfTheHeaders() {
    Packets packet = Packets.udp6().vlan(9).payload(1_333);
    byte[] right = packet.build();
    byte[] open = packet.partial().build();
    for (int first : new int[] {packet.headerBytes(), 200, 513, 700, open.length}) {
      Frame frame = Packets.frame(open, first);
      frame.setChecksumPartial(true);
      out.frames.clear();

      finisher.deliver(frame);

      assertThat(out.frames).hasSize(1);
      assertThat(out.frames.getFirst()).isEqualTo(right);
      assertThat(Packets.bytes(frame)).as("the sender's frame").isEqualTo(open);
    }
    assertThat(finisher.counters().get(Counter.CHECKSUMS)).isEqualTo(5);
  }

  @Test
  void marksAFilledFrameAsVerifiedUnlessItsIpv4HeaderIsWrong() {
    boolean[] verified = new boolean[1];
    Finisher marking =
        new Finisher(f -> {
          assertThat(f.checksumPartial()).isFalse();
          verified[0] = f.checksumVerified();
        });
    byte[] bytes = Packets.tcp4().payload(64).partial().build();
    Frame frame = Packets.frame(bytes);
    frame.setChecksumPartial(true);
    marking.deliver(frame);
    assertThat(verified[0]).isTrue();

    bytes[24] ^= 1;
    frame = Packets.frame(bytes);
    frame.setChecksumPartial(true);
    marking.deliver(frame);
    assertThat(verified[0]).isFalse();
  }

  @Test
  void aFrameWithoutAPlaceForTheChecksumPassesUnchanged() {
    byte[] bytes = Packets.tcp4().fragment(0x2000).payload(100).build();
    Frame frame = Packets.frame(bytes);
    frame.setChecksumPartial(true);

    finisher.deliver(frame);

    assertThat(out.frames).hasSize(1);
    assertThat(out.frames.getFirst()).isEqualTo(bytes);
    assertThat(finisher.counters().get(Counter.CHECKSUMS_WITHOUT_PLACE)).isEqualTo(1);
  }

  @Test
  void cutsSuperFramesAndDropsTheMalformed() {
    Packets packet = Packets.tcp6().payload(5_000).superFrame();
    Frame frame = Packets.frame(packet.build(), packet.headerBytes());
    frame.setSegmentSize(1_400);
    finisher.deliver(frame);
    Frame malformed = Packets.frame(new byte[9_000]);
    malformed.setSegmentSize(1_400);
    finisher.deliver(malformed);

    assertThat(out.frames).hasSize(4).allSatisfy(f -> PacketCheck.of(f));
    assertThat(finisher.counters().get(Counter.SUPER_FRAMES)).isEqualTo(1);
    assertThat(finisher.counters().get(Counter.SEGMENTS)).isEqualTo(4);
    assertThat(finisher.counters().get(Counter.SUPER_FRAMES_MALFORMED)).isEqualTo(1);
  }

  @Test
  void anEmptyFrameDoesNoHarm() {
    Frame empty = new Frame();
    empty.setChecksumPartial(true);
    finisher.deliver(empty);
    empty.setSegmentSize(5);
    finisher.deliver(empty);

    assertThat(out.frames).hasSize(1);
    assertThat(finisher.counters().get(Counter.SUPER_FRAMES_MALFORMED)).isEqualTo(1);
  }

  @Test
  void aFrameOfTheMostFragmentsIsFilled() {
    Packets packet = Packets.tcp4().payload(600).partial();
    byte[] open = packet.build();
    int[] cuts = new int[Frame.MAX_FRAGMENTS - 1];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = packet.headerBytes() + i;
    }
    Frame frame = Packets.frame(open, cuts);
    frame.setChecksumPartial(true);

    finisher.deliver(frame);

    PacketCheck.of(out.frames.getFirst());
  }

  @Test
  void hostileHeadersDoNoHarm() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 5_000; round++) {
      Packets packet = random.nextBoolean() ? Packets.tcp4() : Packets.tcp6().vlan(1);
      byte[] bytes = packet.payload(random.nextInt(300)).superFrame().build();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[12 + random.nextInt(packet.headerBytes() - 12)] = (byte) random.nextInt();
      }
      Frame frame = Packets.frame(bytes, random.nextInt(bytes.length + 1));
      frame.setSegmentSize(random.nextInt(3) * random.nextInt(200));
      frame.setChecksumPartial(true);
      out.frames.clear();

      finisher.deliver(frame);

      long delivered = out.frames.stream().mapToLong(f -> f.length).sum();
      long most = (long) bytes.length * Math.max(1, out.frames.size());
      assertThat(delivered).isLessThanOrEqualTo(most);
    }
    assertThat(finisher.counters().get(Counter.SUPER_FRAMES)).isPositive();
    assertThat(finisher.counters().get(Counter.SUPER_FRAMES_MALFORMED)).isPositive();
    assertThat(finisher.counters().get(Counter.CHECKSUMS)).isPositive();
    assertThat(finisher.counters().get(Counter.CHECKSUMS_WITHOUT_PLACE)).isPositive();
  }

  @Test
  void theDataPathAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Load load = new Load();
    for (int i = 0; i < 20_000; i++) {
      load.turn();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      load.turn();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(load.good).isEqualTo(30_000L * 5);
    // the measurement itself and the compiler's doings, not a byte per frame
    assertThat(allocated).isLessThan(10_000);
  }

  /** Parses, hashes, fills, cuts and checks. */
  private static final class Load {
    private final Frame whole =
        Packets.frame(Packets.tcp4().payload(5_000).superFrame().build(), 54, 1_000);
    private final Frame partial =
        Packets.frame(Packets.udp6().payload(500).partial().build(), 62, 199);
    private final RssHash hash = new RssHash(new byte[Toeplitz.KEY_BYTES], 0x1ff);
    private final Finisher finisher = new Finisher(this::check, Arena.ofAuto());
    private long good;

    void turn() {
      parse(whole);
      parse(partial);
      whole.setSegmentSize(1_400);
      finisher.deliver(whole);
      partial.setChecksumPartial(true);
      finisher.deliver(partial);
    }

    private static void parse(Frame frame) {
      frame.headers().parse(frame.segment(0), frame.offset(0), frame.length(0), frame.length());
    }

    private void check(Frame frame) {
      if (RssHash.type(hash.of(frame)) != 0
          && Checksum.checkIpv4(frame) != Checksum.Verdict.BAD
          && Checksum.checkTransport(frame) == Checksum.Verdict.GOOD) {
        good++;
      }
    }
  }
}
