package org.manakin.vswitch.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A policy's rules as numbers, in the order in which they are tried. Rules are named by their
 * index: those of both directions with the defaults behind them. Immutable but for the hit counts.
 */
final class RuleTable {
  private static final int WANTED = 0;
  private static final int MASK = 1;
  private static final int RANGES = 2;
  private static final int SOURCE = 3;
  private static final int DESTINATION = 7;
  private static final int WORDS = 11;
  private static final int BITS = 64;
  private static final int V4_BITS = 32;
  private static final PortRange ANY_PORT = new PortRange(0, 0xffff);

  /** The rules of one direction, {@value #WORDS} words each. */
  private static final class Side {
    final long[] words;
    final int count;
    final int first;
    final Action byDefault;
    final boolean open;

    Side(List<SecurityRule> rules, int first, Action byDefault) {
      this.count = rules.size();
      this.first = first;
      this.byDefault = byDefault;
      this.words = new long[count * WORDS];
      this.open =
          byDefault == Action.ALLOW && rules.stream().allMatch(r -> r.action() == Action.ALLOW);
      for (int i = 0; i < count; i++) {
        compile(rules.get(i), words, i * WORDS);
      }
    }
  }

  private final Policy policy;
  private final int generation;
  private final Side in;
  private final Side out;
  private final String[] names;
  private final boolean[] allowing;
  private final AtomicLongArray hits;

  /**
   * @param generation unlike that of any other table of the engine, and not 0
   */
  RuleTable(Policy policy, int generation) {
    this.policy = policy;
    this.generation = generation;
    List<SecurityRule> inward = side(policy, Direction.IN);
    List<SecurityRule> outward = side(policy, Direction.OUT);
    in = new Side(inward, 0, policy.inbound());
    out = new Side(outward, inward.size() + 1, policy.outbound());
    List<String> labels = new ArrayList<>();
    inward.forEach(rule -> labels.add(rule.name()));
    labels.add(Policy.DEFAULT_IN);
    outward.forEach(rule -> labels.add(rule.name()));
    labels.add(Policy.DEFAULT_OUT);
    names = labels.toArray(String[]::new);
    allowing = new boolean[names.length];
    fill(inward, in);
    fill(outward, out);
    hits = new AtomicLongArray(names.length);
  }

  private static List<SecurityRule> side(Policy policy, Direction direction) {
    return policy.rules().stream()
        .filter(rule -> rule.direction() == direction)
        .sorted(Comparator.comparingInt(SecurityRule::priority))
        .toList();
  }

  private void fill(List<SecurityRule> rules, Side side) {
    for (int i = 0; i < rules.size(); i++) {
      allowing[side.first + i] = rules.get(i).action() == Action.ALLOW;
    }
    allowing[side.first + rules.size()] = side.byDefault == Action.ALLOW;
  }

  private static void compile(SecurityRule rule, long[] words, int at) {
    if (rule.protocol().isPresent()) {
      words[at + WANTED] |= FlowKey.protocolBits(rule.protocol().getAsInt());
      words[at + MASK] |= FlowKey.PROTOCOL;
    }
    compile(rule.source(), words, at, SOURCE);
    compile(rule.destination(), words, at, DESTINATION);
    PortRange source = rule.sourcePorts().orElse(ANY_PORT);
    PortRange destination = rule.destinationPorts().orElse(ANY_PORT);
    words[at + RANGES] =
        (long) source.first() << 48
            | (long) source.last() << 32
            | (long) destination.first() << 16
            | destination.last();
  }

  /** High word and its mask, low word and its mask, from {@code field} on. */
  private static void compile(Optional<Prefix> prefix, long[] words, int at, int field) {
    if (prefix.isEmpty()) {
      return;
    }
    byte[] bytes = prefix.get().address().getAddress();
    int length = prefix.get().length();
    int to = at + field;
    words[at + MASK] |= FlowKey.V6;
    if (bytes.length == V4_BITS / Byte.SIZE) {
      words[to + 2] = number(bytes, 0, bytes.length);
      words[to + 3] = leading(length + V4_BITS) & (1L << V4_BITS) - 1;
    } else {
      words[at + WANTED] |= FlowKey.V6;
      words[to] = number(bytes, 0, Long.BYTES);
      words[to + 1] = leading(Math.min(length, BITS));
      words[to + 2] = number(bytes, Long.BYTES, Long.BYTES);
      words[to + 3] = leading(Math.max(length - BITS, 0));
    }
  }

  private static long number(byte[] bytes, int from, int count) {
    long number = 0;
    for (int i = from; i < from + count; i++) {
      number = number << Byte.SIZE | Byte.toUnsignedLong(bytes[i]);
    }
    return number;
  }

  /** The first {@code n} of 64 bits. */
  private static long leading(int n) {
    return n == 0 ? 0 : -1L << (BITS - n);
  }

  Policy policy() {
    return policy;
  }

  int generation() {
    return generation;
  }

  /** Whether nothing is denied in this direction. */
  boolean isOpen(Direction direction) {
    return (direction == Direction.IN ? in : out).open;
  }

  /** The index of the rule that decides about a packet with these fields, the default included. */
  int match(
      Direction direction,
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      long ports) {
    Side side = direction == Direction.IN ? in : out;
    long[] w = side.words;
    int sourcePort = FlowKey.sourcePort(ports);
    int destinationPort = FlowKey.destinationPort(ports);
    int at = 0;
    for (int i = 0; i < side.count; i++, at += WORDS) {
      long differing =
          ((ports ^ w[at + WANTED]) & w[at + MASK])
              | ((sourceHigh ^ w[at + SOURCE]) & w[at + SOURCE + 1])
              | ((sourceLow ^ w[at + SOURCE + 2]) & w[at + SOURCE + 3])
              | ((destinationHigh ^ w[at + DESTINATION]) & w[at + DESTINATION + 1])
              | ((destinationLow ^ w[at + DESTINATION + 2]) & w[at + DESTINATION + 3]);
      if (differing == 0 && within(w[at + RANGES], sourcePort, destinationPort)) {
        return side.first + i;
      }
    }
    return side.first + side.count;
  }

  private static boolean within(long ranges, int source, int destination) {
    return source >= (int) (ranges >>> 48)
        && source <= ((int) (ranges >>> 32) & 0xffff)
        && destination >= ((int) (ranges >>> 16) & 0xffff)
        && destination <= ((int) ranges & 0xffff);
  }

  int match(Direction direction, FlowKey key) {
    return match(
        direction,
        key.sourceHigh,
        key.sourceLow,
        key.destinationHigh,
        key.destinationLow,
        key.ports);
  }

  boolean allows(int rule) {
    return allowing[rule];
  }

  String name(int rule) {
    return names[rule];
  }

  void hit(int rule) {
    hits.getAndIncrement(rule);
  }

  long hits(int rule) {
    return hits.get(rule);
  }

  int size() {
    return names.length;
  }
}
