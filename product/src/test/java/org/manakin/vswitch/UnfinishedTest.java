package org.manakin.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.manakin.vswitch.SwitchBed.MAC;

import org.junit.jupiter.api.Test;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;
import org.manakin.packet.Unfinished;

/** What the sender left to be done is done once, by the switch or by the receiver. */
class UnfinishedTest {
  private final SwitchBed bed = new SwitchBed();
  private final SwitchBed.Guest a;
  private final SwitchBed.Guest b;
  private final SwitchBed.Guest c;

  UnfinishedTest() {
    bed.network("red", 1);
    a = bed.guest("red", 1);
    b = bed.guest("red", 2);
    c = bed.guest("red", 3);
    c.vf().takesUnfinished = false;
  }

  private static Frame superFrame(int to) {
    Frame frame =
        Packets.frame(Packets.tcp4().macs(MAC + 1, MAC + to).payload(3_000).superFrame().build());
    Unfinished.superFrame(frame, 1_000);
    return frame;
  }

  @Test
  void theSwitchTakesUnfinishedFramesEverywhere() {
    assertThat(a.endpoint().vf().takesUnfinished()).isTrue();
    assertThat(a.endpoint().synthetic().takesUnfinished()).isTrue();
    assertThat(bed.vswitch.addUplink(UplinkSpec.access("tap", "red")).takesUnfinished()).isTrue();
  }

  @Test
  void whoTakesThemGetsThemAsTheyAre() {
    a.endpoint().vf().deliver(superFrame(2));
    assertThat(b.vf().got)
        .extracting(Recorder.Got::segmentSize, Recorder.Got::partial)
        .containsExactly(tuple(1_000, true));
  }

  @Test
  void whoDoesNotGetsFinishedOnes() {
    a.endpoint().vf().deliver(superFrame(3));
    assertThat(c.vf().got)
        .hasSize(3)
        .allSatisfy(got -> {
          assertThat(got.segmentSize()).isZero();
          assertThat(got.partial()).isFalse();
          assertThat(got.verified()).isTrue();
        });
    Frame partial = Packets.frame(Packets.udp4().macs(MAC + 1, MAC + 3).partial().build());
    partial.setChecksumPartial(true);
    a.endpoint().vf().deliver(partial);
    assertThat(c.vf().bytes().getLast()).isEqualTo(Packets.udp4().macs(MAC + 1, MAC + 3).build());
  }

  @Test
  void inAFloodEachGetsWhatItTakes() {
    Packets packet = Packets.udp4().macs(MAC + 1, 0xffff_ffff_ffffL).payload(99);
    Frame partial = Packets.frame(packet.partial().build());
    byte[] unfinished = Packets.bytes(partial);
    partial.setChecksumPartial(true);
    a.endpoint().vf().deliver(partial);
    byte[] finished = Packets.udp4().macs(MAC + 1, 0xffff_ffff_ffffL).payload(99).build();
    assertThat(b.vf().bytes()).containsExactly(unfinished);
    assertThat(c.vf().bytes()).containsExactly(finished);
    assertThat(Packets.bytes(partial)).as("the sender's frame").isEqualTo(unfinished);
  }
}
