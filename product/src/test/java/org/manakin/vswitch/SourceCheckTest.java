package org.manakin.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.vswitch.SwitchBed.MAC;

import java.net.InetAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;

/** What an endpoint may send from. */
class SourceCheckTest {
  private static final long BROADCAST = 0xffff_ffff_ffffL;

  private final SwitchBed bed = new SwitchBed();
  private final Endpoint a;
  private final Endpoint anything;

  SourceCheckTest() {
    bed.network("red", 1);
    a = bed.guest("red", 1, "10.0.0.1", "10.0.1.1", "fd00::1").endpoint();
    bed.guest("red", 2, "10.0.0.2", "fd00::2", "fe80::2");
    anything = bed.guest("red", 3).endpoint();
  }

  private boolean owns(Packets packet) {
    return a.owns(Packets.frame(packet.macs(MAC + 1, MAC + 2).build()));
  }

  private static Packets udp4(String from) {
    return Packets.udp4().addresses(from, "10.0.0.2");
  }

  private static Packets udp6(String from) {
    return Packets.udp6().addresses(from, "fd00::2");
  }

  @Test
  void theMacAddressMustBeItsOwnAlways() {
    assertThat(owns(udp4("10.0.0.1"))).isTrue();
    byte[] foreign = udp4("10.0.0.1").macs(MAC + 2, MAC + 1).build();
    assertThat(a.owns(Packets.frame(foreign))).isFalse();
    assertThat(anything.owns(Packets.frame(foreign))).isFalse();
    byte[] own = udp4("10.9.9.9").macs(MAC + 3, MAC + 1).build();
    assertThat(anything.owns(Packets.frame(own))).as("no address is assigned to it").isTrue();
    assertThat(a.owns(Packets.frame(new byte[13]))).isFalse();
    assertThat(a.owns(new Frame())).isFalse();
  }

  @Test
  void ipv4() {
    assertThat(owns(udp4("10.0.1.1"))).isTrue();
    assertThat(owns(udp4("10.0.0.2"))).isFalse();
    assertThat(owns(udp4("10.0.0.2").vlan(5))).as("in a VLAN of its own").isFalse();
    assertThat(owns(udp4("10.0.0.1").vlan(5))).isTrue();
    assertThat(owns(udp4("127.0.0.1"))).isFalse();
    assertThat(owns(udp4("10.0.0.2").fragment(0x2010))).as("a fragment").isFalse();
  }

  @Test
  void withoutAnIpv4AddressYetOnlyDhcpAndIgmp() {
    assertThat(owns(udp4("0.0.0.0").ports(68, 67))).isTrue();
    assertThat(owns(udp4("0.0.0.0").ports(68, 68))).isFalse();
    assertThat(owns(udp4("0.0.0.0").ports(67, 67))).isFalse();
    assertThat(owns(Packets.tcp4().addresses("0.0.0.0", "10.0.0.2").ports(68, 67))).isFalse();
    assertThat(owns(Packets.other4(2).addresses("0.0.0.0", "224.0.0.22").payload(8))).isTrue();
    assertThat(owns(Packets.other4(1).addresses("0.0.0.0", "10.0.0.2").payload(8))).isFalse();
  }

  @Test
  void ipv6() {
    assertThat(owns(udp6("fd00::1"))).isTrue();
    assertThat(owns(udp6("fd00::2"))).isFalse();
    assertThat(owns(udp6("::"))).isFalse();
    assertThat(owns(udp6("::ffff:0:10.0.0.1"))).isFalse();
  }

  @Test
  void anyLinkLocalAddressThatIsNotAnothers() {
    assertThat(owns(udp6("fe80::ff:fe00:1"))).as("from its own MAC address").isTrue();
    assertThat(owns(udp6("fe80::1234:5678:9abc:def0"))).as("chosen at random").isTrue();
    assertThat(owns(udp6("fe80::2"))).as("assigned to another").isFalse();
    assertThat(owns(udp6("fe80::ff:fe00:2"))).as("from another's MAC address").isFalse();
    assertThat(owns(udp6("fe80::ff:fe00:9"))).as("from a stranger's MAC address").isTrue();
    assertThat(owns(udp6("fec0::1"))).as("beyond fe80::/10").isFalse();
  }

  @Test
  void whatCannotBeReadDoesNotPass() {
    byte[] shortIp = Arrays.copyOf(udp4("10.0.0.1").macs(MAC + 1, MAC + 2).build(), 30);
    assertThat(a.owns(Packets.frame(shortIp))).isFalse();
    byte[] shortIp6 = Arrays.copyOf(udp6("fd00::1").macs(MAC + 1, MAC + 2).build(), 50);
    assertThat(a.owns(Packets.frame(shortIp6))).isFalse();
    byte[] other = ethernet(MAC + 1, BROADCAST, 0x88cc, new byte[40]);
    assertThat(a.owns(Packets.frame(other))).as("LLDP").isTrue();
    byte[] tags = ethernet(MAC + 1, BROADCAST, 0x8100, new byte[] {0, 0, (byte) 0x81, 0, 0, 0});
    assertThat(a.owns(Packets.frame(tags))).as("a tag in a tag").isFalse();
    byte[] service = ethernet(MAC + 1, BROADCAST, 0x88a8, new byte[40]);
    assertThat(a.owns(Packets.frame(service))).isFalse();
  }

  @Test
  void moreExtensionHeadersThanAnyoneNeedsDoNotPass() {
    byte[] nine = new byte[9 * 8];
    Arrays.fill(nine, (byte) 0);
    for (int i = 0; i < 9; i++) {
      nine[i * 8] = (byte) (i == 8 ? 17 : 60);
    }
    assertThat(owns(udp6("fd00::1").extensions(60, nine))).isFalse();
    assertThat(owns(udp6("fd00::1").extensions(60, Arrays.copyOfRange(nine, 16, 72)))).isTrue();
  }

  static byte[] ethernet(long from, long to, int type, byte[] rest) {
    byte[] frame = new byte[14 + rest.length];
    Packets.put(frame, 0, to, 6);
    Packets.put(frame, 6, from, 6);
    Packets.put(frame, 12, type, 2);
    System.arraycopy(rest, 0, frame, 14, rest.length);
    return frame;
  }

  static byte[] arp(int operation, long fromMac, String from, String to) {
    byte[] arp = new byte[28];
    Packets.put(arp, 0, 0x0001_0800_0604L, 6);
    Packets.put(arp, 6, operation, 2);
    Packets.put(arp, 8, fromMac, 6);
    System.arraycopy(address(from), 0, arp, 14, 4);
    System.arraycopy(address(to), 0, arp, 24, 4);
    return ethernet(fromMac, BROADCAST, 0x0806, arp);
  }

  private static byte[] address(String text) {
    return InetAddress.ofLiteral(text).getAddress();
  }

  @Test
  void arp() {
    assertThat(a.owns(Packets.frame(arp(1, MAC + 1, "10.0.0.1", "10.0.0.2")))).isTrue();
    assertThat(a.owns(Packets.frame(arp(2, MAC + 1, "10.0.1.1", "10.0.0.2")))).isTrue();
    assertThat(a.owns(Packets.frame(arp(1, MAC + 1, "0.0.0.0", "10.0.0.2")))).isTrue();
    assertThat(a.owns(Packets.frame(arp(2, MAC + 1, "10.0.0.2", "10.0.0.2")))).isFalse();
    byte[] foreign = arp(2, MAC + 1, "10.0.0.1", "10.0.0.2");
    Packets.put(foreign, 22, MAC + 2, 6);
    assertThat(a.owns(Packets.frame(foreign))).as("another's MAC address within").isFalse();
    byte[] own = arp(1, MAC + 1, "10.0.0.1", "10.0.0.2");
    assertThat(a.owns(Packets.frame(Arrays.copyOf(own, 41)))).as("cut off").isFalse();
    assertThat(a.owns(Packets.frame(own, 30))).as("not private as a whole").isFalse();
    own[14 + 4] = 8;
    assertThat(a.owns(Packets.frame(own))).as("of another hardware").isFalse();
  }

  /** An ICMPv6 packet; its checksum is nobody's business here. */
  static byte[] icmp6(long fromMac, long toMac, String from, String to, byte[] message) {
    byte[] packet = new byte[40 + message.length];
    packet[0] = 0x60;
    Packets.put(packet, 4, message.length, 2);
    packet[6] = 58;
    packet[7] = (byte) 255;
    System.arraycopy(address(from), 0, packet, 8, 16);
    System.arraycopy(address(to), 0, packet, 24, 16);
    System.arraycopy(message, 0, packet, 40, message.length);
    return ethernet(fromMac, toMac, 0x86dd, packet);
  }

  /** A solicitation (135) or advertisement (136) with a link-layer address. */
  static byte[] neighbour(int type, String target, long mac) {
    byte[] message = new byte[32];
    message[0] = (byte) type;
    System.arraycopy(address(target), 0, message, 8, 16);
    message[24] = (byte) (type == 135 ? 1 : 2);
    message[25] = 1;
    Packets.put(message, 26, mac, 6);
    return message;
  }

  private boolean owns(String from, byte[] message) {
    return a.owns(Packets.frame(icmp6(MAC + 1, BROADCAST, from, "ff02::1", message)));
  }

  @Test
  void neighbourDiscovery() {
    assertThat(owns("fd00::1", neighbour(136, "fd00::1", MAC + 1))).isTrue();
    assertThat(owns("fe80::9", neighbour(136, "fe80::9", MAC + 1))).isTrue();
    assertThat(owns("fd00::1", neighbour(136, "fd00::2", MAC + 1))).isFalse();
    assertThat(owns("fd00::1", neighbour(136, "fe80::2", MAC + 1))).isFalse();
    assertThat(owns("fd00::1", neighbour(136, "fd00::1", MAC + 2))).isFalse();
    assertThat(owns("fd00::1", neighbour(135, "fd00::2", MAC + 1))).isTrue();
    assertThat(owns("fd00::1", neighbour(135, "fd00::2", MAC + 2))).isFalse();
    assertThat(owns("fd00::1", Arrays.copyOf(neighbour(136, "fd00::1", MAC + 1), 20))).isFalse();
    assertThat(owns("fd00::1", new byte[] {(byte) 128, 0, 0, 0, 0, 0, 0, 0})).isTrue();
    assertThat(owns("fd00::1", new byte[0])).as("without a type").isTrue();
  }

  @Test
  void routersAnnounceTheirOwnMacAddress() {
    byte[] advertisement = new byte[16 + 16];
    advertisement[0] = (byte) 134;
    advertisement[16] = 5;
    advertisement[17] = 1;
    advertisement[24] = 1;
    advertisement[25] = 1;
    Packets.put(advertisement, 26, MAC + 1, 6);
    assertThat(owns("fe80::9", advertisement)).isTrue();
    Packets.put(advertisement, 26, MAC + 2, 6);
    assertThat(owns("fe80::9", advertisement)).isFalse();
  }

  @Test
  void duplicateAddressDetectionAndMld() {
    byte[] solicitation = Arrays.copyOf(neighbour(135, "fd00::1", 0), 24);
    assertThat(owns("::", solicitation)).isTrue();
    byte[] report = new byte[] {(byte) 143, 0, 0, 0, 0, 0, 0, 0};
    assertThat(owns("::", report)).isTrue();
  }

  @Test
  void onTheSyntheticLegForeignFramesAreCountedAndDropped() {
    SwitchBed.Guest guest = bed.guest("red", 7, "10.0.0.7");
    guest.send(LegKind.SYNTHETIC, udp4("10.0.0.1").macs(MAC + 7, MAC + 1).build());
    guest.send(LegKind.SYNTHETIC, udp4("10.0.0.7").macs(MAC + 7, MAC + 1).build());
    assertThat(a.vf().framesToGuest()).isEqualTo(1);
    var counters = guest.endpoint().synthetic().ingress().counters();
    assertThat(counters.get(IngressCounter.DROPPED_FOREIGN_SOURCE)).isEqualTo(1);
  }
}
