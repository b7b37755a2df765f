package org.manakin.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.manakin.observe.Node;
import org.manakin.packet.Packets;
import org.manakin.vswitch.policy.Action;
import org.manakin.vswitch.policy.Direction;
import org.manakin.vswitch.policy.EndpointPolicy;
import org.manakin.vswitch.policy.FlowTable;
import org.manakin.vswitch.policy.Policy;
import org.manakin.vswitch.policy.PolicyEngine;
import org.manakin.vswitch.policy.PolicyLimits;
import org.manakin.vswitch.policy.PortRange;
import org.manakin.vswitch.policy.Prefix;
import org.manakin.vswitch.policy.SecurityRule;

/**
 * Policy under a program of the fuzzer's: packets between two endpoints and the outside by several
 * ingresses, changes of rules and rates, time that passes, tables with room for next to nothing.
 * Every verdict is that of {@link PolicyModel}, whatever flow tables remember; and what is no
 * proper frame does no harm.
 */
public final class PolicyFuzz {
  private static final int MOST_OPERATIONS = 400;
  private static final long NANOS = 1_000_000_000L;
  private static final long TICK = 1L << 27;

  /** Among them the timeouts, and a bit. */
  private static final long[] STEPS = {
    1,
    TICK / 2,
    TICK,
    TICK,
    NANOS,
    2 * NANOS,
    75 * TICK,
    224 * TICK,
    448 * TICK,
    1342 * TICK,
    55_433 * TICK
  };

  private static final String[] PREFIXES = {
    "10.0.0.1",
    "10.0.0.2/31",
    "10.0.0.0/8",
    "0.0.0.0/0",
    "fd00::1",
    "fd00::2/127",
    "::/0",
    "10.0.0.3",
    "fd00::/64"
  };

  private final Input in;
  private final PolicyEngine engine;
  private final PolicyModel model;
  private final List<EndpointPolicy> endpoints = new ArrayList<>();
  private final List<PolicyModel.Side> sides = new ArrayList<>();
  private final List<FlowTable> ingresses = new ArrayList<>();
  private final PolicyLimits limits;
  private final boolean narrow;
  private long now;
  private int names;

  private PolicyFuzz(Input in) {
    this.in = in;
    now = in.i64() >> 8;
    narrow = in.pick(3) > 0;
    limits =
        new PolicyLimits((int) in.pick(1, 2, 3, 64, 2000), (int) in.pick(8, 16, 2048), 1 << 14);
    engine = new PolicyEngine(() -> now, limits);
    model = new PolicyModel(limits.connections(), now);
    for (int i = 0; i < 2; i++) {
      Policy policy = policy();
      endpoints.add(engine.addEndpoint("endpoint-" + i, policy, 0));
      sides.add(new PolicyModel.Side(policy));
    }
    for (int i = 0; i < 3; i++) {
      ingresses.add(engine.addIngress("ingress-" + i));
    }
  }

  /** The entry that the fuzzer calls. */
  public static void fuzzerTestOneInput(byte[] data) {
    PolicyFuzz run = new PolicyFuzz(new Input(data));
    for (int i = 0; i < MOST_OPERATIONS && run.in.more(); i++) {
      run.act();
    }
    run.assertBounded();
  }

  private void act() {
    switch (in.pick(16)) {
      case 0, 1 -> now += STEPS[in.pick(STEPS.length)];
      case 2 -> changeRules();
      case 3 -> {
        int ignored = engine.work();
        model.work(sides, now);
      }
      case 4 -> changeRate();
      case 5 -> garbage();
      case 6 -> foreign();
      default -> send();
    }
  }

  private void changeRules() {
    int i = in.pick(2);
    Policy policy = policy();
    endpoints.get(i).apply(policy);
    sides.get(i).policy = policy;
  }

  private void changeRate() {
    int i = in.pick(2);
    // no burst is longer than the least one
    long rate = in.pick(0, 1, 1_000, 999_983, 20_000_000);
    endpoints.get(i).setEgress(rate);
    sides.get(i).setRate(rate, now);
  }

  /** Who sends and who receives: each of the two, or the outside, or all. */
  private record Way(int sender, int receiver) {
    static Way read(Input in) {
      return switch (in.pick(8)) {
        case 0 -> new Way(0, -1);
        case 1 -> new Way(-1, 0);
        case 2 -> new Way(1, -1);
        case 3 -> new Way(-1, 1);
        case 4, 5 -> new Way(0, 1);
        default -> new Way(1, 0);
      };
    }

    <T> @Nullable T sender(List<T> of) {
      return sender < 0 ? null : of.get(sender);
    }

    <T> @Nullable T receiver(List<T> of) {
      return receiver < 0 ? null : of.get(receiver);
    }
  }

  private void send() {
    Way way = Way.read(in);
    int ingress = in.pick(ingresses.size());
    PolicyPacket packet = PolicyPacket.read(in, narrow);
    FlowTable table = ingresses.get(ingress);
    table.flush();
    boolean admitted = table.admits(packet.frame(), way.sender(endpoints), way.receiver(endpoints));
    boolean expected = model.admits(packet, way.sender(sides), way.receiver(sides), ingress, now);
    boolean forgotten = expected && packet.later() && forgottenFragments(table) > 0;
    if (admitted != expected && !forgotten) {
      throw new AssertionError(
          "%s %s was %s\n%s"
              .formatted(way, packet, admitted ? "admitted" : "denied", Node.of(engine).toText()));
    }
  }

  private static long forgottenFragments(FlowTable table) {
    return Node.of(table).toMap().get("forgotten_fragments") instanceof Long count ? count : 0;
  }

  /** Frames of other EtherTypes, among them those that are let through. */
  private void foreign() {
    Way way = Way.read(in);
    int type = (int) in.pick(0x88cc, 0x0806, 0x8863);
    byte[] frame = new byte[60];
    Packets.put(frame, 12, type, 2);
    PolicyModel.Side sender = way.sender(sides);
    if (sender != null && sender.rate > 0) {
      return;
    }
    boolean admitted =
        ingresses
            .getFirst()
            .admits(Packets.frame(frame), way.sender(endpoints), way.receiver(endpoints));
    boolean expected = type == 0x0806 || PolicyModel.admitsForeign(sender, way.receiver(sides));
    if (admitted != expected) {
      throw new AssertionError("EtherType %x %s: %s".formatted(type, way, admitted));
    }
  }

  /** A frame that is nearly right, in another engine: the model need not understand it. */
  private void garbage() {
    PolicyEngine other = new PolicyEngine(() -> now, new PolicyLimits(1, 8, 1));
    EndpointPolicy endpoint = other.addEndpoint("endpoint", policy(), 0);
    FlowTable table = other.addIngress("ingress");
    byte[] frame = FrameForge.frame(in, Neighbour.MAC);
    int cut = in.chance(2) ? 1 + in.pick(80) : frame.length;
    boolean ignored =
        table.admits(Packets.frame(frame, Math.min(cut, frame.length)), endpoint, null)
            && table.admits(Packets.frame(frame), null, endpoint);
  }

  private Policy policy() {
    List<SecurityRule> rules = new ArrayList<>();
    int count = in.pick(5);
    for (int i = 0; i < count; i++) {
      rules.add(rule(1 + i + 10 * in.pick(3)));
    }
    try {
      return new Policy("policy", rules, action(), action());
    } catch (IllegalArgumentException e) {
      // two of the same priority
      return Policy.OPEN;
    }
  }

  private Action action() {
    return in.pick(2) == 0 ? Action.ALLOW : Action.DENY;
  }

  private SecurityRule rule(int priority) {
    int protocol = (int) in.pick(-1, 6, 6, 17, 17, 1, 58, 47);
    boolean ports = protocol == 6 || protocol == 17;
    Optional<Prefix> source = prefix();
    Optional<Prefix> destination = prefix();
    if (source.isPresent()
        && destination.isPresent()
        && source.get().address().getAddress().length
            != destination.get().address().getAddress().length) {
      destination = Optional.empty();
    }
    return new SecurityRule(
        "rule-" + names++,
        priority,
        in.pick(2) == 0 ? Direction.IN : Direction.OUT,
        protocol < 0 ? OptionalInt.empty() : OptionalInt.of(protocol),
        source,
        ports ? range() : Optional.empty(),
        destination,
        ports ? range() : Optional.empty(),
        action());
  }

  private Optional<Prefix> prefix() {
    return in.pick(2) == 0
        ? Optional.empty()
        : Optional.of(Prefix.parse(PREFIXES[in.pick(PREFIXES.length)]));
  }

  private Optional<PortRange> range() {
    return switch (in.pick(5)) {
      case 0 -> Optional.of(new PortRange(53, 53));
      case 1 -> Optional.of(new PortRange(54, 80));
      case 2 -> Optional.of(new PortRange(80, 65_535));
      default -> Optional.empty();
    };
  }

  private void assertBounded() {
    Map<String, Object> tree = Node.of(engine).toMap();
    if (tree.toString().contains("inspection_failed")) {
      throw new AssertionError("the inspection tree is not whole: " + tree);
    }
    if (tree.get("endpoints") instanceof Map<?, ?> all) {
      for (Object one : all.values()) {
        if (one instanceof Map<?, ?> endpoint
            && endpoint.get("connections") instanceof Long tracked
            && tracked > limits.connections()) {
          throw new AssertionError(tracked + " connections are tracked");
        }
      }
    }
    int most = ingresses.size() * limits.flows();
    if (engine.flows(Integer.MAX_VALUE).size() > most) {
      throw new AssertionError("more flows than there may be");
    }
  }
}
