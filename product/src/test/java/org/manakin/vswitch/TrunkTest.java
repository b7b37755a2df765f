package org.manakin.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.vswitch.SwitchBed.MAC;

import org.junit.jupiter.api.Test;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;
import org.manakin.packet.Unfinished;

/** Networks that share an uplink, told apart by their tags. */
class TrunkTest {
  private static final long BROADCAST = 0xffff_ffff_ffffL;
  private static final long STRANGER = 0x0200_0000_99ffL;

  private final SwitchBed bed = new SwitchBed();
  private final SwitchBed.Guest red;
  private final SwitchUplink trunk;
  private final Recorder outside;
  private final SwitchBed.Guest blue;
  private final SwitchBed.Guest plain;

  TrunkTest() {
    bed.network("red", 1, 10);
    bed.network("plain", 3);
    red = bed.guest("red", 1);
    trunk = bed.vswitch.addUplink(UplinkSpec.trunk("trunk"));
    outside = bed.connect(trunk);
    // a network that comes later is on the trunk too
    bed.network("blue", 2, 4094);
    blue = bed.guest("blue", 1);
    plain = bed.guest("plain", 1);
  }

  private static Packets packet(long from, long to) {
    return Packets.tcp4().macs(from, to).payload(100);
  }

  private long dropped(IngressCounter counter) {
    return trunk.ingress().counters().get(counter);
  }

  @Test
  void framesToTheTrunkHaveTheTagOfTheirNetwork() {
    red.send(packet(MAC + 1, STRANGER).build());
    blue.send(packet(MAC + 1, BROADCAST).build());
    plain.send(packet(MAC + 1, STRANGER).build());
    assertThat(outside.bytes())
        .containsExactly(
            packet(MAC + 1, STRANGER).vlan(10).build(),
            packet(MAC + 1, BROADCAST).vlan(4094).build());
    assertThat(outside.got).allSatisfy(got -> assertThat(got.transport()).isEqualTo(38));
  }

  @Test
  void framesFromTheTrunkGoWhereTheirTagSays() {
    trunk.deliver(Packets.frame(packet(STRANGER, MAC + 1).vlan(10).build()));
    trunk.deliver(Packets.frame(packet(STRANGER, BROADCAST).vlan(0xeffe).build()));
    assertThat(red.vf().bytes()).containsExactly(packet(STRANGER, MAC + 1).build());
    assertThat(blue.vf().bytes()).containsExactly(packet(STRANGER, BROADCAST).build());
    assertThat(plain.vf().got).isEmpty();
    assertThat(outside.got).isEmpty();
    trunk.deliver(Packets.frame(packet(STRANGER, BROADCAST).build()));
    trunk.deliver(Packets.frame(packet(STRANGER, BROADCAST).vlan(0).build()));
    trunk.deliver(Packets.frame(packet(STRANGER, BROADCAST).vlan(11).build()));
    trunk.deliver(Packets.frame(packet(STRANGER, BROADCAST).vlan(4095).build()));
    assertThat(dropped(IngressCounter.DROPPED_NO_NETWORK)).isEqualTo(4);
    assertThat(red.vf().got).hasSize(1);
  }

  @Test
  void aTagOfTheGuestsOwnDoesNotPassTheTrunk() {
    red.send(packet(MAC + 1, STRANGER).vlan(20).build());
    assertThat(outside.got).isEmpty();
    assertThat(red.endpoint().vf().ingress().counters().get(IngressCounter.DROPPED_TAG_IN_TAG))
        .isEqualTo(1);
    // but it passes between endpoints
    SwitchBed.Guest second = bed.guest("red", 2);
    red.send(packet(MAC + 1, MAC + 2).vlan(20).build());
    assertThat(second.vf().bytes()).containsExactly(packet(MAC + 1, MAC + 2).vlan(20).build());
    // and one that gives only a priority becomes the network's
    red.send(packet(MAC + 1, STRANGER).vlan(0xa000).build());
    assertThat(outside.bytes()).containsExactly(packet(MAC + 1, STRANGER).vlan(0xa00a).build());
  }

  @Test
  void aTagBehindTheTagDoesNotComeIn() {
    byte[] inner = packet(STRANGER, MAC + 1).vlan(20).build();
    byte[] frame = new byte[inner.length + 4];
    System.arraycopy(inner, 0, frame, 0, 12);
    Packets.put(frame, 12, 0x8100_000aL, 4);
    System.arraycopy(inner, 12, frame, 16, inner.length - 12);
    trunk.deliver(Packets.frame(frame));
    assertThat(red.vf().got).isEmpty();
    assertThat(dropped(IngressCounter.DROPPED_TAG_IN_TAG)).isEqualTo(1);
  }

  @Test
  void theRestOfALongFrameIsNotTouched() {
    byte[] frame = Packets.udp4().macs(MAC + 1, STRANGER).payload(3_000).build();
    byte[] tagged = Packets.udp4().macs(MAC + 1, STRANGER).payload(3_000).vlan(10).build();
    for (int cut : new int[] {64, 512, 600, 2_000, frame.length}) {
      red.endpoint().vf().deliver(Packets.frame(frame, cut));
      assertThat(outside.bytes().getLast()).as("cut at %d", cut).isEqualTo(tagged);
    }
    byte[] in = Packets.udp4().macs(STRANGER, MAC + 1).payload(3_000).vlan(10).build();
    byte[] untagged = Packets.udp4().macs(STRANGER, MAC + 1).payload(3_000).build();
    for (int cut : new int[] {64, 512, 600, 2_000, in.length}) {
      trunk.deliver(Packets.frame(in, cut));
      assertThat(red.vf().bytes().getLast()).as("cut at %d", cut).isEqualTo(untagged);
    }
  }

  @Test
  void unfinishedFramesAreTaggedAsTheyAre() {
    Frame whole =
        Packets.frame(
            Packets.tcp4().macs(MAC + 1, STRANGER).payload(4_000).superFrame().build(), 100);
    Unfinished.superFrame(whole, 1_000);
    red.endpoint().vf().deliver(whole);
    assertThat(outside.got).hasSize(1);
    assertThat(outside.got.getFirst().segmentSize()).isEqualTo(1_000);
    assertThat(outside.got.getFirst().partial()).isTrue();
    outside.takesUnfinished = false;
    red.endpoint().vf().deliver(whole);
    assertThat(outside.got.subList(1, 5))
        .allSatisfy(got -> {
          assertThat(got.segmentSize()).isZero();
          assertThat(got.bytes()).hasSize(1_058);
          assertThat(Packets.get(got.bytes(), 12, 4)).isEqualTo(0x8100_000aL);
        });
  }
}
