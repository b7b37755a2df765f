package org.manakin.vswitch.policy;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.manakin.packet.Packets;

/**
 * Two endpoints, {@code a} at 10.0.0.1 and {@code b} at 10.0.0.2, an ingress for each and one for
 * an uplink, and a clock that stands.
 */
final class Bed {
  static final long SECOND = 1_000_000_000L;
  static final int SYN = 0x02;
  static final int SYN_ACK = 0x12;
  static final int ACK = 0x10;
  static final int FIN_ACK = 0x11;
  static final int RST = 0x04;

  long now = 5 * SECOND;
  final PolicyEngine engine;
  final EndpointPolicy a;
  final EndpointPolicy b;
  final FlowTable fromA;
  final FlowTable fromB;
  final FlowTable uplink;

  Bed(Policy ofA, Policy ofB) {
    this(ofA, ofB, PolicyLimits.DEFAULT, 0);
  }

  Bed(Policy ofA, Policy ofB, PolicyLimits limits, long egressOfA) {
    engine = new PolicyEngine(() -> now, limits);
    a = engine.addEndpoint("a", ofA, egressOfA);
    b = engine.addEndpoint("b", ofB, 0);
    fromA = engine.addIngress("from-a");
    fromB = engine.addIngress("from-b");
    uplink = engine.addIngress("uplink");
  }

  void seconds(long seconds) {
    now += seconds * SECOND;
  }

  boolean ab(Packets packet) {
    return asked(fromA, packet, a, b);
  }

  boolean ba(Packets packet) {
    return asked(fromB, packet, b, a);
  }

  static boolean asked(
      FlowTable table,
      Packets packet,
      @Nullable EndpointPolicy sender,
      @Nullable EndpointPolicy receiver) {
    table.flush();
    return table.admits(Packets.frame(packet.build()), sender, receiver);
  }

  /** From a to b. */
  static Packets tcp(int from, int to, int flags) {
    return Packets.tcp4().ports(from, to).flags(flags);
  }

  /** From b to a, as reply to {@link #tcp}. */
  static Packets tcpBack(int from, int to, int flags) {
    return tcp(to, from, flags).addresses("10.0.0.2", "10.0.0.1");
  }

  static Packets udp(int from, int to) {
    return Packets.udp4().ports(from, to);
  }

  static Packets udpBack(int from, int to) {
    return udp(to, from).addresses("10.0.0.2", "10.0.0.1");
  }

  static SecurityRule rule(String name, int priority, Direction direction, Action action) {
    return new SecurityRule(
        name,
        priority,
        direction,
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        action);
  }

  static SecurityRule rule(
      String name, int priority, Direction direction, int protocol, int port, Action action) {
    return new SecurityRule(
        name,
        priority,
        direction,
        OptionalInt.of(protocol),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new PortRange(port, port)),
        action);
  }

  static long counter(FlowTable table, PolicyCounter counter) {
    return table.counters().get(counter);
  }
}
