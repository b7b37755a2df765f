package org.manakin.fuzz;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manakin.vswitch.policy.Action;
import org.manakin.vswitch.policy.Direction;
import org.manakin.vswitch.policy.IpProtocol;
import org.manakin.vswitch.policy.Policy;
import org.manakin.vswitch.policy.PortRange;
import org.manakin.vswitch.policy.Prefix;
import org.manakin.vswitch.policy.SecurityRule;

/**
 * What policy is to decide, said slowly: for every packet all rules are sorted and compared, and
 * all connections of an endpoint are looked through. It remembers no flow.
 */
final class PolicyModel {
  private static final long NANOS = 1_000_000_000L;
  private static final long TICK = 1L << 27;
  private static final BigInteger BURST = BigInteger.valueOf(NANOS).shiftLeft(20);

  /** How far a connection is. */
  enum State {
    ONE_SIDED(30, true),
    BOTH_SIDED(180, false),
    PING(10, true),
    SYN_SEEN(60, true),
    SYN_ANSWERED(60, true),
    MIDDLE(60, true),
    OPEN(7440, false),
    ORIGINATOR_DONE(7440, false),
    REPLIER_DONE(7440, false),
    BOTH_DONE(30, true),
    BROKEN(10, true);

    final long ticks;
    final boolean evictable;

    State(long seconds, boolean evictable) {
      this.ticks = seconds * NANOS / TICK + 1;
      this.evictable = evictable;
    }
  }

  /** What the packets of two sides have in common. */
  static final class Connection {
    final PolicyPacket first;
    final Direction direction;
    State state;
    long seen;

    Connection(PolicyPacket first, Direction direction, State state, long seen) {
      this.first = first;
      this.direction = direction;
      this.state = state;
      this.seen = seen;
    }
  }

  /** One endpoint. */
  static final class Side {
    Policy policy;
    final List<Connection> connections = new ArrayList<>();

    /** In the order in which they came to be so. */
    final List<Connection> evictable = new ArrayList<>();

    long rate;
    BigInteger tokens = BURST;
    long filled;

    Side(Policy policy) {
      this.policy = policy;
    }

    void setRate(long bitsPerSecond, long now) {
      rate = bitsPerSecond;
      tokens = BURST;
      filled = now;
    }
  }

  private record Verdict(boolean admitted, long tick) {}

  private final int capacity;
  private final long start;
  private final Map<List<Object>, Verdict> fragments = new HashMap<>();
  private long sweepAt;

  PolicyModel(int capacity, long start) {
    this.capacity = capacity;
    this.start = start;
    this.sweepAt = start + NANOS;
  }

  private long tick(long now) {
    return (now - start) / TICK;
  }

  /** Of a frame that is neither IP nor ARP. */
  static boolean admitsForeign(@Nullable Side sender, @Nullable Side receiver) {
    return isOpen(sender, Direction.OUT) && isOpen(receiver, Direction.IN);
  }

  boolean admits(
      PolicyPacket p, @Nullable Side sender, @Nullable Side receiver, int ingress, long now) {
    boolean admitted = judge(p, sender, receiver, ingress, tick(now));
    return admitted && (sender == null || sender.rate == 0 || takes(sender, p, now));
  }

  private boolean judge(
      PolicyPacket p, @Nullable Side sender, @Nullable Side receiver, int ingress, long tick) {
    if (p.isResolution()) {
      return true;
    }
    if (p.isError()) {
      return judgesError(p, sender, Direction.OUT, tick)
          && judgesError(p, receiver, Direction.IN, tick);
    }
    if (p.isIcmp() && !p.isEcho()) {
      return (sender == null || allows(sender.policy, p, Direction.OUT))
          && (receiver == null || allows(receiver.policy, p, Direction.IN));
    }
    if (p.fragment() < 0) {
      return judgesFlow(p, sender, receiver, tick);
    }
    List<Object> name = new ArrayList<>();
    name.add(ingress);
    name.add(sender == null ? "" : sender);
    name.add(receiver == null ? "" : receiver);
    name.add(List.of(p.v6(), p.source(), p.destination(), p.protocol(), p.fragment()));
    if (!p.later()) {
      boolean admitted = judgesFlow(p, sender, receiver, tick);
      fragments.put(name, new Verdict(admitted, tick));
      return admitted;
    }
    Verdict verdict = fragments.get(name);
    if (verdict == null || tick - verdict.tick > 2 * NANOS / TICK + 1) {
      return admitsForeign(sender, receiver);
    }
    return verdict.admitted;
  }

  private boolean judgesError(PolicyPacket p, @Nullable Side side, Direction direction, long tick) {
    if (side == null) {
      return true;
    }
    Direction back = direction == Direction.IN ? Direction.OUT : Direction.IN;
    PolicyPacket reported = p.reported();
    boolean related =
        reported != null
            && (!reported.isIcmp() || reported.isEcho())
            && live(side, reported, back, tick, false) != null;
    return related || allows(side.policy, p, direction);
  }

  private boolean judgesFlow(
      PolicyPacket p, @Nullable Side sender, @Nullable Side receiver, long tick) {
    Connection out = sender == null ? null : live(sender, p, Direction.OUT, tick, true);
    if (sender != null && out == null && !allows(sender.policy, p, Direction.OUT)) {
      return false;
    }
    Connection in = receiver == null ? null : live(receiver, p, Direction.IN, tick, true);
    if (receiver != null && in == null && !allows(receiver.policy, p, Direction.IN)) {
      return false;
    }
    if (sender != null) {
      record(sender, out, p, Direction.OUT, tick);
    }
    if (receiver != null) {
      record(receiver, in, p, Direction.IN, tick);
    }
    return true;
  }

  /** The connection that the packet is part of, unless it is over. */
  private static @Nullable Connection live(
      Side side, PolicyPacket p, Direction direction, long tick, boolean byItself) {
    for (Connection c : side.connections) {
      boolean reply = isReply(c, p, direction);
      if (!reply && !isOriginal(c, p, direction)) {
        continue;
      }
      boolean over = tick - c.seen > c.state.ticks || !allows(side.policy, c.first, c.direction);
      boolean begins =
          byItself
              && p.tcp()
              && p.has(PolicyPacket.SYN)
              && !p.has(PolicyPacket.ACK)
              && !p.has(PolicyPacket.RST);
      boolean done = c.state == State.BOTH_DONE || c.state == State.BROKEN;
      return over || (begins && reply && done) ? null : c;
    }
    return null;
  }

  private static boolean isOriginal(Connection c, PolicyPacket p, Direction direction) {
    PolicyPacket f = c.first;
    return c.direction == direction
        && f.v6() == p.v6()
        && f.protocol() == p.protocol()
        && f.source() == p.source()
        && f.destination() == p.destination()
        && f.sourcePort() == p.sourcePort()
        && f.destinationPort() == p.destinationPort()
        && f.type() == p.type();
  }

  private static boolean isReply(Connection c, PolicyPacket p, Direction direction) {
    PolicyPacket f = c.first;
    return c.direction != direction
        && f.v6() == p.v6()
        && f.protocol() == p.protocol()
        && f.source() == p.destination()
        && f.destination() == p.source()
        && f.sourcePort() == p.destinationPort()
        && f.destinationPort() == p.sourcePort()
        && (!p.isIcmp() || (f.isRequest() && !p.isRequest()));
  }

  private void record(
      Side side, @Nullable Connection known, PolicyPacket p, Direction direction, long tick) {
    if (known != null) {
      known.seen = Math.max(known.seen, tick);
      State next = after(known.state, p, isReply(known, p, direction));
      if (!next.evictable) {
        side.evictable.remove(known);
      } else if (!known.state.evictable) {
        side.evictable.add(known);
      }
      known.state = next;
      return;
    }
    State first = first(p);
    if (first == null) {
      return;
    }
    Connection same =
        side.connections.stream()
            .filter(c -> isOriginal(c, p, direction) || isReply(c, p, direction))
            .findFirst()
            .orElse(null);
    if (same == null && side.connections.size() == capacity) {
      if (side.evictable.isEmpty()) {
        sweep(side, tick);
      } else {
        same = side.evictable.getFirst();
      }
    }
    if (same == null && side.connections.size() == capacity) {
      return;
    }
    if (same != null) {
      side.connections.remove(same);
      side.evictable.remove(same);
    }
    Connection begun = new Connection(p, direction, first, tick);
    side.connections.add(begun);
    if (first.evictable) {
      side.evictable.add(begun);
    }
  }

  private static @Nullable State first(PolicyPacket p) {
    if (p.isEcho()) {
      return p.isRequest() ? State.PING : null;
    }
    if (!p.tcp()) {
      return State.ONE_SIDED;
    }
    if (p.has(PolicyPacket.RST)) {
      return null;
    }
    if (p.has(PolicyPacket.SYN)) {
      return p.has(PolicyPacket.ACK) ? State.MIDDLE : State.SYN_SEEN;
    }
    return p.has(PolicyPacket.FIN) ? State.ORIGINATOR_DONE : State.MIDDLE;
  }

  private static State after(State state, PolicyPacket p, boolean reply) {
    if (!p.tcp()) {
      return state == State.ONE_SIDED && reply ? State.BOTH_SIDED : state;
    }
    if (p.has(PolicyPacket.RST)) {
      return State.BROKEN;
    }
    boolean syn = p.has(PolicyPacket.SYN);
    boolean ack = p.has(PolicyPacket.ACK);
    if (state == State.BOTH_DONE || state == State.BROKEN) {
      return syn && !ack && !reply ? State.SYN_SEEN : state;
    }
    if (state == State.SYN_SEEN) {
      return syn && reply ? State.SYN_ANSWERED : state;
    }
    if (p.has(PolicyPacket.FIN) && !syn) {
      if (state == (reply ? State.ORIGINATOR_DONE : State.REPLIER_DONE)) {
        return State.BOTH_DONE;
      }
      boolean half = state == State.ORIGINATOR_DONE || state == State.REPLIER_DONE;
      return half ? state : reply ? State.REPLIER_DONE : State.ORIGINATOR_DONE;
    }
    if (state == State.SYN_ANSWERED) {
      return !syn && !reply ? State.OPEN : state;
    }
    return state == State.MIDDLE && reply ? State.OPEN : state;
  }

  /** What is over is forgotten, once a second at most. */
  void work(List<Side> sides, long now) {
    if (now < sweepAt) {
      return;
    }
    sweepAt = now + NANOS;
    sides.forEach(side -> sweep(side, tick(now)));
  }

  private static void sweep(Side side, long tick) {
    for (Connection c : List.copyOf(side.connections)) {
      if (tick - c.seen > c.state.ticks || !allows(side.policy, c.first, c.direction)) {
        side.connections.remove(c);
        side.evictable.remove(c);
      }
    }
  }

  private static boolean takes(Side side, PolicyPacket p, long now) {
    BigInteger gained =
        BigInteger.valueOf(now - side.filled).multiply(BigInteger.valueOf(side.rate));
    side.tokens = side.tokens.add(gained).min(BURST);
    side.filled = now;
    BigInteger cost = BigInteger.valueOf(wireBytes(p) * 8).multiply(BigInteger.valueOf(NANOS));
    if (side.tokens.compareTo(cost.min(BURST)) < 0) {
      return false;
    }
    side.tokens = side.tokens.subtract(cost);
    return true;
  }

  private static long wireBytes(PolicyPacket p) {
    long whole = p.frame().length();
    if (p.segmentSize() == 0) {
      return whole;
    }
    long headers = whole - p.payload();
    long segments = (p.payload() + p.segmentSize() - 1L) / p.segmentSize();
    return p.payload() + segments * headers;
  }

  private static boolean isOpen(@Nullable Side side, Direction direction) {
    if (side == null) {
      return true;
    }
    Action byDefault = direction == Direction.IN ? side.policy.inbound() : side.policy.outbound();
    return byDefault == Action.ALLOW
        && side.policy.rules().stream()
            .noneMatch(r -> r.direction() == direction && r.action() == Action.DENY);
  }

  private static boolean allows(Policy policy, PolicyPacket p, Direction direction) {
    return policy.rules().stream()
            .filter(r -> r.direction() == direction && applies(r, p))
            .min(Comparator.comparingInt(SecurityRule::priority))
            .map(SecurityRule::action)
            .orElse(direction == Direction.IN ? policy.inbound() : policy.outbound())
        == Action.ALLOW;
  }

  private static boolean applies(SecurityRule rule, PolicyPacket p) {
    boolean ports = p.protocol() == IpProtocol.TCP || p.protocol() == IpProtocol.UDP;
    return (rule.protocol().isEmpty() || rule.protocol().getAsInt() == p.protocol())
        && rule.source().map(prefix -> contains(prefix, p.v6(), p.source())).orElse(true)
        && rule.destination().map(prefix -> contains(prefix, p.v6(), p.destination())).orElse(true)
        && rule.sourcePorts().map(r -> ports && within(r, p.sourcePort())).orElse(true)
        && rule.destinationPorts().map(r -> ports && within(r, p.destinationPort())).orElse(true);
  }

  private static boolean within(PortRange range, int port) {
    return range.first() <= port && port <= range.last();
  }

  private static boolean contains(Prefix prefix, boolean v6, int number) {
    InetAddress address = InetAddress.ofLiteral(PolicyPacket.address(v6, number));
    return Objects.requireNonNull(prefix).contains(address);
  }
}
