package org.manakin.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.vswitch.SourceCheckTest.arp;
import static org.manakin.vswitch.SourceCheckTest.icmp6;
import static org.manakin.vswitch.SourceCheckTest.neighbour;
import static org.manakin.vswitch.SwitchBed.MAC;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.manakin.packet.Packets;

/** ARP and ND are answered from what is assigned. */
class AddressResponderTest {
  private static final long STRANGER = 0x0200_0000_99ffL;
  private static final long SOLICITED_NODE = 0x3333_ff00_0002L;

  private final SwitchBed bed = new SwitchBed();
  private final SwitchBed.Guest a;
  private final SwitchBed.Guest b;
  private final SwitchBed.Guest other;
  private final SwitchUplink uplink;
  private final Recorder outside;

  AddressResponderTest() {
    bed.network("red", 1);
    bed.network("blue", 2);
    a = bed.guest("red", 1, "10.0.0.1", "fd00::1");
    b = bed.guest("red", 2, "10.0.0.2", "fd00::2", "fe80::2");
    other = bed.guest("blue", 3, "10.0.0.3", "fd00::3");
    uplink = bed.vswitch.addUplink(UplinkSpec.access("tap", "red"));
    outside = bed.connect(uplink);
  }

  private void assertNotFlooded() {
    assertThat(b.vf().got).isEmpty();
    assertThat(outside.got).isEmpty();
  }

  private void assertFlooded(int frames) {
    assertThat(a.vf().got).isEmpty();
    assertThat(b.vf().got).hasSize(frames);
    assertThat(outside.got).hasSize(frames);
  }

  @Test
  void anArpRequestIsAnsweredInPlaceOfTheOwner() {
    a.send(arp(1, MAC + 1, "10.0.0.1", "10.0.0.2"));
    assertThat(a.vf().bytes())
        .extracting(HexFormat.of()::formatHex)
        .containsExactly(
            "020000000001"
                + "020000000002"
                + "0806"
                + "0001080006040002"
                + "020000000002"
                + "0a000002"
                + "020000000001"
                + "0a000001");
    assertThat(a.vf().flushes).isEqualTo(1);
    assertNotFlooded();
    assertThat(a.endpoint().vf().ingress().counters().get(IngressCounter.ANSWERED)).isEqualTo(1);
  }

  @Test
  void theAnswerGoesTheWayOfAllFramesForTheGuest() {
    // it may send on the standby already while it still listens to the VF
    a.send(LegKind.SYNTHETIC, arp(1, MAC + 1, "10.0.0.1", "10.0.0.2"));
    assertThat(a.vf().got).hasSize(1);
    a.endpoint().hold(1_000);
    a.send(LegKind.SYNTHETIC, arp(1, MAC + 1, "10.0.0.1", "10.0.0.2"));
    a.endpoint().activate(LegKind.SYNTHETIC);
    bed.vswitch.work();
    assertThat(a.synthetic().bytes()).containsExactly(a.vf().bytes().getFirst());
  }

  @Test
  void arpThatAsksForNothingAssignedGoesToAll() {
    a.send(arp(1, MAC + 1, "10.0.0.1", "10.0.0.99"));
    assertFlooded(1);
    a.send(arp(1, MAC + 1, "10.0.0.1", "10.0.0.3"));
    assertFlooded(2);
    // gratuitous: its own address
    a.send(arp(1, MAC + 1, "10.0.0.1", "10.0.0.1"));
    assertFlooded(3);
    a.send(arp(2, MAC + 1, "10.0.0.1", "10.0.0.2"));
    assertFlooded(4);
    assertThat(other.vf().got).isEmpty();
  }

  @Test
  void inAVlanOfTheGuestsOwnNothingIsAssigned() {
    byte[] plain = arp(1, MAC + 1, "10.0.0.1", "10.0.0.2");
    byte[] tagged = new byte[plain.length + 4];
    System.arraycopy(plain, 0, tagged, 0, 12);
    Packets.put(tagged, 12, 0x8100_0005L, 4);
    System.arraycopy(plain, 12, tagged, 16, plain.length - 12);
    a.send(tagged);
    assertFlooded(1);
  }

  @Test
  void requestsFromOutsideAreAnsweredToTheOutside() {
    uplink.deliver(Packets.frame(arp(1, STRANGER, "10.0.0.200", "10.0.0.2")));
    uplink.flush();
    assertThat(outside.bytes()).extracting(f -> Packets.get(f, 0, 6)).containsExactly(STRANGER);
    assertThat(outside.flushes).isEqualTo(1);
    assertThat(b.vf().got).isEmpty();
  }

  @Test
  void anAnswerToATrunkHasTheNetworksTag() {
    bed.network("v", 7, 100);
    bed.guest("v", 5, "10.0.0.5");
    SwitchUplink trunk = bed.vswitch.addUplink(UplinkSpec.trunk("trunk"));
    Recorder there = bed.connect(trunk);
    byte[] plain = arp(1, STRANGER, "10.0.0.200", "10.0.0.5");
    byte[] tagged = new byte[plain.length + 4];
    System.arraycopy(plain, 0, tagged, 0, 12);
    Packets.put(tagged, 12, 0x8100_0064L, 4);
    System.arraycopy(plain, 12, tagged, 16, plain.length - 12);
    trunk.deliver(Packets.frame(tagged));
    assertThat(there.bytes()).hasSize(1);
    assertThat(Packets.get(there.bytes().getFirst(), 12, 6)).isEqualTo(0x8100_0064_0806L);
  }

  private byte[] solicit(String from, String target) {
    return icmp6(MAC + 1, SOLICITED_NODE, from, "ff02::1:ff00:2", neighbour(135, target, MAC + 1));
  }

  private static byte[] address(String text) {
    return InetAddress.ofLiteral(text).getAddress();
  }

  @Test
  void aSolicitationIsAnsweredInPlaceOfTheOwner() {
    a.send(solicit("fd00::1", "fd00::2"));
    assertNotFlooded();
    assertThat(a.vf().bytes()).hasSize(1);
    byte[] reply = a.vf().bytes().getFirst();
    assertThat(reply).hasSize(86);
    assertThat(Packets.get(reply, 0, 6)).isEqualTo(MAC + 1);
    assertThat(Packets.get(reply, 6, 6)).isEqualTo(MAC + 2);
    assertThat(Arrays.copyOfRange(reply, 22, 38)).isEqualTo(address("fd00::2"));
    assertThat(Arrays.copyOfRange(reply, 38, 54)).isEqualTo(address("fd00::1"));
    assertThat(reply[21]).as("hop limit").isEqualTo((byte) 255);
    assertThat(Packets.get(reply, 54, 2)).isEqualTo(136 << 8);
    assertThat(Packets.get(reply, 58, 4)).as("solicited, override").isEqualTo(0x6000_0000L);
    assertThat(Arrays.copyOfRange(reply, 62, 78)).isEqualTo(address("fd00::2"));
    assertThat(Packets.get(reply, 78, 2)).isEqualTo(0x0201);
    assertThat(Packets.get(reply, 80, 6)).isEqualTo(MAC + 2);
    assertThat(checksum(reply)).isEqualTo(0xffff);
  }

  private static int checksum(byte[] reply) {
    int pseudo =
        Packets.pseudoSum(
            Arrays.copyOfRange(reply, 22, 38), Arrays.copyOfRange(reply, 38, 54), 58, 32);
    return Packets.naiveSum(reply, 54, 32, pseudo);
  }

  @Test
  void whoLooksForADuplicateIsToldOfIt() {
    a.send(solicit("::", "fd00::2"));
    assertNotFlooded();
    byte[] reply = a.vf().bytes().getFirst();
    assertThat(Packets.get(reply, 0, 6)).isEqualTo(0x3333_0000_0001L);
    assertThat(Arrays.copyOfRange(reply, 38, 54)).isEqualTo(address("ff02::1"));
    assertThat(Packets.get(reply, 58, 4)).isEqualTo(0x2000_0000L);
    assertThat(checksum(reply)).isEqualTo(0xffff);
  }

  @Test
  void solicitationsOfWhatIsNotAssignedGoToAll() {
    a.send(solicit("fd00::1", "fd00::99"));
    assertFlooded(1);
    a.send(solicit("fd00::1", "fd00::3"));
    assertFlooded(2);
    a.send(solicit("::", "fd00::1"));
    assertFlooded(3);
    // only its owner can say whether it is a router
    a.send(solicit("fd00::1", "fe80::2"));
    assertFlooded(4);
    byte[] far = solicit("fd00::1", "fd00::2");
    far[21] = 64;
    a.send(far);
    assertFlooded(5);
    a.send(Arrays.copyOf(solicit("fd00::1", "fd00::2"), 70));
    assertFlooded(6);
  }
}
