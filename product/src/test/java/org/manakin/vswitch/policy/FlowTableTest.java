package org.manakin.vswitch.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.vswitch.policy.Bed.ACK;
import static org.manakin.vswitch.policy.Bed.FIN_ACK;
import static org.manakin.vswitch.policy.Bed.RST;
import static org.manakin.vswitch.policy.Bed.SYN;
import static org.manakin.vswitch.policy.Bed.SYN_ACK;
import static org.manakin.vswitch.policy.Bed.counter;
import static org.manakin.vswitch.policy.Bed.rule;
import static org.manakin.vswitch.policy.Bed.tcp;
import static org.manakin.vswitch.policy.Bed.tcpBack;
import static org.manakin.vswitch.policy.Bed.udp;
import static org.manakin.vswitch.policy.Bed.udpBack;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;

class FlowTableTest {
  private static final Policy CLOSED = Policy.of("closed", List.of());
  private static final Policy WEB =
      Policy.of("web", List.of(rule("http", 100, Direction.IN, 6, 80, Action.ALLOW)));
  private static final Policy MUTE = new Policy("mute", List.of(), Action.DENY, Action.DENY);

  private static void open(Bed bed) {
    assertThat(bed.ab(tcp(40_000, 80, SYN))).isTrue();
    assertThat(bed.ba(tcpBack(40_000, 80, SYN_ACK))).isTrue();
    assertThat(bed.ab(tcp(40_000, 80, ACK))).isTrue();
  }

  @Test
  void withoutRulesEverythingPasses() {
    Bed bed = new Bed(Policy.OPEN, Policy.OPEN);
    assertThat(bed.ab(tcp(1, 2, ACK))).isTrue();
    assertThat(bed.ba(udp(1, 2))).isTrue();
    assertThat(bed.ab(Packets.other4(47).payload(20))).isTrue();
    assertThat(bed.fromA.admits(new Frame(), null, null)).isTrue();
  }

  @Test
  void bothLayersMustAdmit() {
    Bed bed = new Bed(CLOSED, WEB);
    assertThat(bed.ab(tcp(40_000, 80, SYN))).isTrue();
    assertThat(bed.ab(tcp(40_000, 81, SYN))).isFalse();
    assertThat(bed.ba(tcp(40_000, 80, SYN).addresses("10.0.0.2", "10.0.0.1"))).isFalse();
    assertThat(Bed.asked(bed.uplink, tcp(9, 80, SYN), null, bed.b)).isTrue();
    assertThat(Bed.asked(bed.fromB, tcp(9, 80, SYN), bed.b, null)).isTrue();
    assertThat(new Bed(MUTE, Policy.OPEN).ab(tcp(1, 80, SYN))).isFalse();
  }

  @Test
  void aReplyNeedsNoRule() {
    Bed bed = new Bed(MUTE, WEB);
    bed.a.apply(
        new Policy(
            "out",
            List.of(rule("o", 1, Direction.OUT, 6, 80, Action.ALLOW)),
            Action.DENY,
            Action.DENY));
    open(bed);
    assertThat(bed.ba(tcpBack(40_000, 80, ACK))).isTrue();
    assertThat(bed.ba(tcpBack(40_001, 80, ACK))).isFalse();
  }

  @Test
  void aDenialIsForgottenWhenTheConnectionBegins() {
    Bed bed = new Bed(CLOSED, Policy.OPEN);
    assertThat(bed.ba(udpBack(5, 53))).isFalse();
    assertThat(bed.ba(udpBack(5, 53))).isFalse();
    assertThat(counter(bed.fromB, PolicyCounter.HITS)).isEqualTo(1);
    assertThat(bed.ab(udp(5, 53))).isTrue();
    assertThat(bed.ba(udpBack(5, 53))).isTrue();
  }

  @Test
  void theSecondPacketIsAHit() {
    Bed bed = new Bed(CLOSED, WEB);
    open(bed);
    long before = counter(bed.fromA, PolicyCounter.HITS);
    for (int i = 0; i < 10; i++) {
      assertThat(bed.ab(tcp(40_000, 80, ACK).payload(100))).isTrue();
    }
    assertThat(counter(bed.fromA, PolicyCounter.HITS)).isEqualTo(before + 10);
    assertThat(hits(bed.b, "http")).isEqualTo(1);
  }

  @Test
  void rulesAreTriedByPriority() {
    Policy policy =
        new Policy(
            "p",
            List.of(
                rule("late", 300, Direction.IN, 6, 80, Action.ALLOW),
                rule("early", 200, Direction.IN, 6, 80, Action.DENY),
                rule("other-direction", 100, Direction.OUT, 6, 80, Action.ALLOW)),
            Action.ALLOW,
            Action.ALLOW);
    Bed bed = new Bed(Policy.OPEN, policy);
    assertThat(bed.ab(tcp(1, 80, SYN))).isFalse();
    assertThat(bed.ab(tcp(1, 80, SYN))).isFalse();
    assertThat(bed.ab(tcp(1, 81, SYN))).isTrue();
    assertThat(hits(bed.b, "early")).isEqualTo(2);
    assertThat(hits(bed.b, "late")).isZero();
    assertThat(hits(bed.b, Policy.DEFAULT_IN)).isEqualTo(1);
  }

  private static long hits(EndpointPolicy endpoint, String rule) {
    return endpoint.hits().stream()
        .filter(hit -> hit.rule().equals(rule))
        .findFirst()
        .orElseThrow()
        .hits();
  }

  @Test
  void newRulesEndWhatTheyDenyAndKeepTheRest() {
    Bed bed = new Bed(CLOSED, WEB);
    open(bed);
    bed.b.apply(WEB);
    assertThat(bed.ba(tcpBack(40_000, 80, ACK))).isTrue();
    bed.b.apply(CLOSED);
    assertThat(bed.ab(tcp(40_000, 80, ACK))).isFalse();
    // the reply does not begin it anew: a lets nobody in
    bed.b.apply(new Policy("out", List.of(), Action.DENY, Action.ALLOW));
    bed.a.apply(MUTE);
    assertThat(bed.ba(tcpBack(40_000, 80, ACK))).isFalse();
  }

  @Test
  void aConnectionEndsWhenItIsSilent() {
    Bed bed = new Bed(CLOSED, Policy.OPEN);
    assertThat(bed.ab(udp(5, 53))).isTrue();
    bed.seconds(29);
    assertThat(bed.ba(udpBack(5, 53))).isTrue();
    bed.seconds(179);
    assertThat(bed.ba(udpBack(5, 53))).isTrue();
    bed.seconds(182);
    assertThat(bed.ba(udpBack(5, 53))).isFalse();
    assertThat(bed.engine.work()).isEqualTo(2);
    assertThat(bed.engine.work()).isZero();
    assertThat(bed.a.connections().tracked()).isZero();
  }

  @Test
  void aBrokenConnectionEndsSoon() {
    Bed bed = new Bed(CLOSED, WEB);
    open(bed);
    assertThat(bed.ab(tcp(40_000, 80, RST))).isTrue();
    bed.seconds(12);
    assertThat(bed.ba(tcpBack(40_000, 80, ACK))).isFalse();
  }

  @Test
  void aClosedConnectionIsBegunAnewByItsOriginatorOnly() {
    Bed bed = new Bed(CLOSED, WEB);
    open(bed);
    assertThat(bed.ab(tcp(40_000, 80, FIN_ACK))).isTrue();
    assertThat(bed.ba(tcpBack(40_000, 80, FIN_ACK))).isTrue();
    assertThat(bed.ba(tcpBack(40_000, 80, SYN))).isFalse();
    assertThat(bed.ba(tcpBack(40_000, 80, ACK))).isTrue();
    open(bed);
  }

  @Test
  void echoRepliesNeedTheirRequest() {
    Bed bed = new Bed(CLOSED, Policy.OPEN);
    assertThat(bed.ba(echo(0, 7).addresses("10.0.0.2", "10.0.0.1"))).isFalse();
    assertThat(bed.ab(echo(8, 7))).isTrue();
    assertThat(bed.ba(echo(0, 7).addresses("10.0.0.2", "10.0.0.1"))).isTrue();
    assertThat(bed.ba(echo(0, 8).addresses("10.0.0.2", "10.0.0.1"))).isFalse();
    assertThat(bed.ba(echo(8, 7).addresses("10.0.0.2", "10.0.0.1"))).isFalse();
  }

  private static Packets echo(int type, int identifier) {
    byte[] icmp = new byte[40];
    icmp[0] = (byte) type;
    Packets.put(icmp, 4, identifier, 2);
    return Packets.other4(1).payload(icmp);
  }

  @Test
  void anErrorAboutAConnectionPasses() {
    Bed bed = new Bed(CLOSED, Policy.OPEN);
    assertThat(bed.ab(udp(5, 53).payload(4))).isTrue();
    assertThat(bed.ba(error(udp(5, 53).payload(4)))).isTrue();
    assertThat(bed.ba(error(udp(6, 53).payload(4)))).isFalse();
    assertThat(bed.ba(error(udpBack(5, 53).payload(4)))).isFalse();
    assertThat(counter(bed.fromB, PolicyCounter.RELATED)).isEqualTo(1);
  }

  /** From b to a: the port of that packet is closed. */
  private static Packets error(Packets about) {
    byte[] whole = about.build();
    byte[] icmp = new byte[8 + 28];
    icmp[0] = 3;
    icmp[1] = 3;
    System.arraycopy(whole, 14, icmp, 8, 28);
    return Packets.other4(1).payload(icmp).addresses("10.0.0.2", "10.0.0.1");
  }

  @Test
  void laterFragmentsAreToldWhatTheFirstWas() {
    Bed bed = new Bed(Policy.OPEN, WEB);
    Packets first = Packets.tcp4().ports(1, 80).flags(ACK).payload(100).ipId(77);
    Packets later = Packets.other4(6).payload(64).ipId(77).fragment(15);
    assertThat(bed.ab(later)).isFalse();
    assertThat(bed.ab(first.fragment(0x2000))).isTrue();
    assertThat(bed.ab(later)).isTrue();
    assertThat(bed.ab(Packets.other4(6).payload(64).ipId(78).fragment(15))).isFalse();
    assertThat(bed.ab(Packets.tcp4().ports(1, 81).payload(100).ipId(79).fragment(0x2000)))
        .isFalse();
    assertThat(bed.ab(Packets.other4(6).payload(64).ipId(79).fragment(15))).isFalse();
    assertThat(counter(bed.fromA, PolicyCounter.DENIED_FRAGMENTS)).isEqualTo(3);
    bed.seconds(3);
    assertThat(bed.ab(later)).isFalse();
  }

  @Test
  void aFragmentMustNotChangeWhatWasJudged() {
    Bed bed = new Bed(Policy.OPEN, WEB);
    byte[] tiny = Packets.other4(99).payload(8).ipId(5).fragment(0x2000).build();
    tiny[14 + 9] = 6;
    assertThat(bed.fromA.admits(Packets.frame(tiny), bed.a, bed.b)).isFalse();
    assertThat(bed.ab(Packets.tcp4().ports(1, 80).payload(100).ipId(5).fragment(0x2000))).isTrue();
    assertThat(bed.ab(Packets.other4(6).payload(64).ipId(5).fragment(1))).isFalse();
    assertThat(counter(bed.fromA, PolicyCounter.DENIED_MALFORMED)).isEqualTo(2);
  }

  @Test
  void whatRulesCannotJudgePassesOnlyWithoutRules() {
    byte[] lldp = new byte[60];
    Packets.put(lldp, 12, 0x88cc, 2);
    byte[] arp = new byte[60];
    Packets.put(arp, 12, 0x0806, 2);
    Packets hidden = Packets.tcp6().extensions(60, new byte[] {60, 0, 1, 4, 0, 0, 0, 0}).payload(0);
    Bed open = new Bed(Policy.OPEN, Policy.OPEN);
    Bed ruled = new Bed(Policy.OPEN, WEB);
    assertThat(open.fromA.admits(Packets.frame(lldp), open.a, open.b)).isTrue();
    assertThat(ruled.fromA.admits(Packets.frame(lldp), ruled.a, ruled.b)).isFalse();
    assertThat(ruled.fromA.admits(Packets.frame(arp), ruled.a, ruled.b)).isTrue();
    assertThat(open.ab(hidden)).isTrue();
    byte[] cut = Arrays.copyOf(hidden.build(), 14 + 40 + 8);
    assertThat(ruled.fromA.admits(Packets.frame(cut), ruled.a, ruled.b)).isFalse();
    assertThat(ruled.fromB.admits(Packets.frame(lldp), ruled.b, ruled.a)).isTrue();
  }

  @Test
  void prefixesOfBothFamiliesAreCompared() {
    Policy policy =
        Policy.of(
            "p",
            List.of(
                from("four", 1, "10.0.0.0/31"),
                from("six", 2, "fd00::/127"),
                from("all-six", 3, "::/0")));
    Bed bed = new Bed(Policy.OPEN, policy);
    assertThat(bed.ab(udp(1, 2))).isTrue();
    assertThat(bed.ab(udp(1, 2).addresses("10.0.0.2", "10.0.0.9"))).isFalse();
    assertThat(bed.ab(Packets.udp6())).isTrue();
    assertThat(bed.ab(Packets.udp6().addresses("fd01::", "fd00::9"))).isTrue();
    assertThat(hits(bed.b, "four")).isEqualTo(1);
    assertThat(hits(bed.b, "six")).isEqualTo(1);
    assertThat(hits(bed.b, "all-six")).isEqualTo(1);
  }

  private static SecurityRule from(String name, int priority, String source) {
    return new SecurityRule(
        name,
        priority,
        Direction.IN,
        OptionalInt.empty(),
        Optional.of(Prefix.parse(source)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Action.ALLOW);
  }

  @Test
  void theMeterDropsWhatIsTooMuchAndChargesSuperFramesByTheirSegments() {
    Bed bed = new Bed(Policy.OPEN, Policy.OPEN, PolicyLimits.DEFAULT, 8_000_000);
    byte[] whole = Packets.tcp4().payload(60_000).superFrame().build();
    // 1,048,576 bits of burst; 42 segments of 1460 bytes are 62,268 bytes
    assertThat(superFrame(bed, whole)).isTrue();
    assertThat(superFrame(bed, whole)).isTrue();
    assertThat(superFrame(bed, whole)).isFalse();
    assertThat(counter(bed.fromA, PolicyCounter.METERED)).isEqualTo(1);
    // 131,072 - 2 * 62,268 = 6,536 bytes are left; a byte comes each microsecond
    bed.now += (62_268 - 6_536 - 1) * 1_000L;
    assertThat(superFrame(bed, whole)).isFalse();
    bed.now += 1_000;
    assertThat(superFrame(bed, whole)).isTrue();
    assertThat(bed.ba(udp(1, 2))).isTrue();
  }

  private static boolean superFrame(Bed bed, byte[] whole) {
    var frame = Packets.frame(whole);
    frame.setSegmentSize(1460);
    bed.fromA.flush();
    return bed.fromA.admits(frame, bed.a, bed.b);
  }
}
