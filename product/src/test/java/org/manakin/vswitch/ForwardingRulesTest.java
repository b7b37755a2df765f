package org.manakin.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.manakin.vswitch.SwitchBed.MAC;
import static org.manakin.vswitch.SwitchBed.frame;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;

/** Who gets a frame. */
class ForwardingRulesTest {
  private static final long BROADCAST = 0xffff_ffff_ffffL;
  private static final long STRANGER = 0x0200_0000_99ffL;

  private final SwitchBed bed = new SwitchBed();
  private SwitchBed.Guest a;
  private SwitchBed.Guest b;
  private SwitchBed.Guest c;
  private SwitchBed.Guest other;
  private SwitchUplink uplink;
  private Recorder outside;

  @BeforeEach
  void build() {
    bed.network("red", 1);
    bed.network("blue", 2);
    a = bed.guest("red", 1);
    b = bed.guest("red", 2);
    c = bed.guest("red", 3);
    other = bed.guest("blue", 4);
    uplink = bed.vswitch.addUplink(UplinkSpec.access("tap", "red"));
    outside = bed.connect(uplink);
  }

  private static long count(SwitchBed.Guest guest, IngressCounter counter) {
    return guest.endpoint().vf().ingress().counters().get(counter);
  }

  @Test
  void aFrameForAnEndpointGoesToItsActiveLegOnly() {
    byte[] f = frame(1, 2);
    a.send(f);
    assertThat(b.vf().bytes()).containsExactly(f);
    assertThat(b.vf().flushes).isEqualTo(1);
    assertThat(b.synthetic().got).isEmpty();
    assertThat(c.vf().got).isEmpty();
    assertThat(outside.got).isEmpty();
    b.endpoint().activate(LegKind.SYNTHETIC);
    a.send(f);
    assertThat(b.vf().got).hasSize(1);
    assertThat(b.synthetic().bytes()).containsExactly(f);
    assertThat(count(a, IngressCounter.UNICAST)).isEqualTo(2);
  }

  @Test
  void framesFromTheGuestAreTakenFromBothLegs() {
    a.send(LegKind.VF, frame(1, 2));
    a.send(LegKind.SYNTHETIC, frame(1, 2));
    assertThat(b.vf().got).hasSize(2);
    assertThat(a.endpoint().vf().framesFromGuest()).isEqualTo(1);
    assertThat(a.endpoint().synthetic().framesFromGuest()).isEqualTo(1);
    assertThat(b.endpoint().vf().framesToGuest()).isEqualTo(2);
  }

  @Test
  void aGroupsFramesGoToAllOthersOfTheNetwork() {
    for (long group : new long[] {BROADCAST, 0x01005e000001L, 0x3333_0000_0001L}) {
      a.send(frame(MAC + 1, group, 10));
    }
    assertThat(a.vf().got).isEmpty();
    assertThat(b.vf().got).hasSize(3);
    assertThat(c.vf().got).hasSize(3);
    assertThat(outside.got).hasSize(3);
    assertThat(other.vf().got).isEmpty();
    assertThat(count(a, IngressCounter.FLOODED)).isEqualTo(3);
  }

  @Test
  void bridgesKeepReservedGroupsToThemselves() {
    a.send(frame(MAC + 1, 0x0180c200000eL, 10));
    uplink.deliver(Packets.frame(frame(STRANGER, 0x0180c2000000L, 10)));
    a.send(frame(MAC + 1, 0x0180c2000010L, 10));
    assertThat(b.vf().got).hasSize(1);
    assertThat(outside.got).hasSize(1);
    assertThat(count(a, IngressCounter.DROPPED_RESERVED_GROUP)).isEqualTo(1);
  }

  @Test
  void whatNobodyHasGoesToEveryUplinkOfTheNetwork() {
    Recorder second = bed.connect(bed.vswitch.addUplink(UplinkSpec.access("vxlan", "red")));
    byte[] f = frame(MAC + 1, STRANGER, 10);
    a.send(f);
    assertThat(outside.bytes()).containsExactly(f);
    assertThat(second.bytes()).containsExactly(f);
    assertThat(b.vf().got).isEmpty();
    // a guest of the other network is as unknown
    a.send(frame(1, 4));
    assertThat(other.vf().got).isEmpty();
    assertThat(outside.got).hasSize(2);
    // and where there is no uplink it is nowhere
    other.send(frame(4, 1));
    assertThat(count(other, IngressCounter.DROPPED_UNKNOWN)).isEqualTo(1);
    assertThat(a.vf().got).isEmpty();
  }

  @Test
  void whatComesFromOutsideGoesToEndpointsOnly() {
    Recorder second = bed.connect(bed.vswitch.addUplink(UplinkSpec.access("vxlan", "red")));
    uplink.deliver(Packets.frame(frame(STRANGER, MAC + 2, 10)));
    uplink.deliver(Packets.frame(frame(STRANGER, BROADCAST, 10)));
    uplink.deliver(Packets.frame(frame(STRANGER, STRANGER + 1, 10)));
    uplink.flush();
    assertThat(b.vf().got).hasSize(2);
    assertThat(a.vf().got).hasSize(1);
    assertThat(outside.got).isEmpty();
    assertThat(second.got).isEmpty();
    assertThat(uplink.ingress().counters().get(IngressCounter.DROPPED_UNKNOWN)).isEqualTo(1);
  }

  @Test
  void nothingGoesBackToItsSender() {
    a.send(frame(1, 1));
    assertThat(a.vf().got).isEmpty();
    assertThat(a.synthetic().got).isEmpty();
    assertThat(outside.got).isEmpty();
    assertThat(count(a, IngressCounter.DROPPED_TO_SELF)).isEqualTo(1);
  }

  @Test
  void whatIsNoFrameIsDropped() {
    a.send(new byte[13]);
    a.endpoint().vf().deliver(new Frame());
    uplink.deliver(Packets.frame(new byte[5]));
    assertThat(count(a, IngressCounter.DROPPED_RUNT)).isEqualTo(2);
    assertThat(uplink.ingress().counters().get(IngressCounter.DROPPED_RUNT)).isEqualTo(1);
    assertThat(b.vf().got).isEmpty();
  }

  @Test
  void atFirstAnEndpointHasNoLeg() {
    Endpoint late = bed.vswitch.addEndpoint(SwitchBed.spec("late", "red", 9));
    Recorder leg = new Recorder();
    late.vf().connect(leg);
    a.send(frame(1, 9));
    assertThat(leg.got).isEmpty();
    assertThat(late.active()).isNull();
    assertThat(late.counters().get(EndpointCounter.DROPPED_SILENT)).isEqualTo(1);
    late.activate(LegKind.SYNTHETIC);
    a.send(frame(1, 9));
    assertThat(Node.of(late.synthetic()).toText()).contains("unconnected: 1");
  }

  @Test
  void aBurstIsOverForAllThatGotAPartOfIt() {
    for (int i = 10; i < 50; i++) {
      bed.guest("red", i);
    }
    a.endpoint().vf().deliver(Packets.frame(frame(1, 2)));
    a.endpoint().vf().deliver(Packets.frame(frame(1, 3)));
    a.endpoint().vf().deliver(Packets.frame(frame(1, 2)));
    assertThat(b.vf().flushes).isZero();
    a.endpoint().vf().flush();
    a.endpoint().vf().flush();
    assertThat(b.vf().flushes).isEqualTo(1);
    assertThat(c.vf().flushes).isEqualTo(1);
    a.send(frame(MAC + 1, BROADCAST, 10));
    assertThat(b.vf().flushes).isEqualTo(2);
    assertThat(outside.flushes).isEqualTo(1);
  }

  @Test
  void aFullReceiverMakesASenderWaitButNotForLong() {
    assertThat(a.endpoint().vf().hasRoom()).isTrue();
    a.send(frame(1, 2));
    assertThat(a.endpoint().vf().hasRoom()).isTrue();
    b.vf().room = 0;
    assertThat(a.endpoint().vf().hasRoom()).isFalse();
    bed.now += Outlet.PATIENCE_NANOS - 1;
    assertThat(a.endpoint().vf().hasRoom()).isFalse();
    bed.now += 1;
    assertThat(a.endpoint().vf().hasRoom()).isTrue();
    b.vf().room = 1;
    assertThat(a.endpoint().vf().hasRoom()).isTrue();
    b.vf().room = 0;
    assertThat(a.endpoint().vf().hasRoom()).isFalse();
    a.send(frame(1, 3));
    assertThat(a.endpoint().vf().hasRoom()).isTrue();
  }

  @Test
  void whenAGuestWasHeardIsKnownForEachLeg() {
    assertThat(bed.now - a.endpoint().vf().lastHeard()).isGreaterThan(1L << 60);
    bed.now = 5_000;
    a.endpoint().vf().deliver(Packets.frame(frame(1, 2)));
    assertThat(a.endpoint().vf().lastHeard()).isEqualTo(5_000);
    bed.now = 6_000;
    a.endpoint().vf().deliver(Packets.frame(frame(1, 2)));
    a.endpoint().vf().flush();
    assertThat(a.endpoint().vf().lastHeard()).isEqualTo(6_000);
    bed.now = 7_000;
    a.endpoint().vf().flush();
    assertThat(a.endpoint().vf().lastHeard()).isEqualTo(6_000);
    assertThat(bed.now - a.endpoint().synthetic().lastHeard()).isGreaterThan(1L << 60);
  }

  @Test
  void namesNumbersAndAddressesAreUnique() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bed.network("red", 7))
        .withMessage("two networks are named 'red'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bed.network("green", 2))
        .withMessage("network 'green': VNI 2 is that of 'blue'");
    bed.network("v", 10, 100, "10.0.0.0/8", "fd00::/8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bed.network("w", 11, 100))
        .withMessage("network 'w': VLAN 100 is that of 'v'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bed.vswitch.addEndpoint(SwitchBed.spec("x", "red", 1)))
        .withMessage("endpoint 'x': 02:00:00:00:00:01 is that of 'red1'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bed.vswitch.addEndpoint(SwitchBed.spec("x", "pink", 1)))
        .withMessage("there is no network 'pink'; there are [red, blue, v]");
    bed.guest("v", 1, "10.0.0.1", "fd00::1", "fe80::7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bed.guest("v", 2, "10.0.0.1"))
        .withMessage("endpoint 'v2': 10.0.0.1 is that of 'v1'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bed.guest("v", 2, "fd00::1"))
        .withMessageContaining("is that of 'v1'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bed.guest("v", 2, "11.0.0.1"))
        .withMessageContaining("11.0.0.1 is in no subnet of network 'v'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bed.guest("v", 2, "224.0.0.1"))
        .withMessageContaining("224.0.0.1 is no address of a host");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bed.network("n", 1 << 24))
        .withMessageContaining("a VNI is 0 to 16777215");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bed.network("n", 99, 4095))
        .withMessageContaining("a VLAN id is 1 to 4094");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bed.vswitch.addUplink(UplinkSpec.access("tap", "red")))
        .withMessage("two uplinks are named 'tap'");
    // what was refused left nothing behind
    assertThat(bed.guest("v", 2, "10.0.0.2").endpoint().name()).isEqualTo("v2");
  }

  @Test
  void theTreeShowsEverything() {
    a.send(frame(1, 2));
    String tree = Node.of(bed.vswitch).toText();
    assertThat(tree)
        .contains("red\n", "vni: 1\n", "unicast: 1\n", "delivery: direct\n", "active: vf\n")
        .contains("kind: access\n", "network: red\n")
        .doesNotContain("inspection_failed");
  }
}
