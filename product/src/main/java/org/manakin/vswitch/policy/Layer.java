package org.manakin.vswitch.policy;

import org.jspecify.annotations.Nullable;

/**
 * One packet before one endpoint's rules and connections. Either an earlier decision still {@link
 * #holds}, or the packet walks, in two steps: {@link #decide} changes nothing, and only if all
 * layers admit the packet does {@link #commit} record it. A mutable flyweight; one thread at a
 * time.
 *
 * <p>What a decision rests on is an index and a word: a connection's, or one of the constants.
 */
final class Layer {
  /** Instead of a connection's index: it holds whatever happens to connections. */
  static final int ALWAYS = -1;

  /** It holds while the word is the {@linkplain Connections#version() version}. */
  static final int WHILE_UNCHANGED = -2;

  /** It holds for this packet. */
  static final int ONCE = -3;

  private final Direction direction;
  private final Connections.Found found = new Connections.Found();
  // both or none
  private @Nullable Connections connections;
  private @Nullable RuleTable rules;
  private int rule;
  private boolean related;

  /** What the decision rests on. */
  int index;

  long word;

  Layer(Direction direction) {
    this.direction = direction;
  }

  /**
   * Turns to an endpoint and its rules as they are now; null: there is no such layer.
   *
   * @return the endpoint's number, or 0
   */
  long at(@Nullable EndpointPolicy endpoint) {
    if (endpoint == null) {
      connections = null;
      rules = null;
      return 0;
    }
    connections = endpoint.connections();
    rules = endpoint.rules();
    return endpoint.number();
  }

  /** The generation of the rules; 0 without an endpoint. */
  int generation() {
    return rules == null ? 0 : rules.generation();
  }

  /** Whether nothing is denied. */
  boolean isOpen() {
    return rules == null || rules.isOpen(direction);
  }

  /** Whether what rests on {@code index} and {@code word}, by the same rules, still holds. */
  boolean holds(long onIndex, long onWord, int tick) {
    if (connections == null || onIndex == ALWAYS) {
      return true;
    }
    return onIndex >= 0
        ? connections.slots().isStill((int) onIndex, onWord, tick)
        : onIndex == WHILE_UNCHANGED && connections.version() == onWord;
  }

  /** A packet passed by a decision that rests on {@code onIndex}. */
  void touch(long onIndex, int tick) {
    if (connections != null && onIndex >= 0) {
      connections.slots().touch((int) onIndex, tick);
    }
  }

  /** A packet was denied by a decision of this rule, counted from 1; 0: of another layer. */
  void hitAgain(int ruleNumber) {
    if (rules != null && ruleNumber != 0) {
      rules.hit(ruleNumber - 1);
    }
  }

  /**
   * Whether it admits a packet.
   *
   * @param stateless it is never part of a connection
   */
  boolean decide(FlowKey key, boolean stateless, int tick) {
    index = ALWAYS;
    word = 0;
    found.index = ConnectionSlots.NONE;
    if (connections == null || rules == null) {
      return true;
    }
    if (!stateless) {
      // read before the search, so that what happens after it shows
      word = connections.version();
      if (connections.find(key, direction, rules, tick, found)) {
        rule = found.rule;
        return true;
      }
      index = found.endedBySyn ? ONCE : WHILE_UNCHANGED;
    }
    rule = rules.match(direction, key);
    rules.hit(rule);
    return rules.allows(rule);
  }

  /**
   * Whether it admits an ICMP error.
   *
   * @param reported the packet that it reports, which went the other way; null if unknown
   */
  boolean decideError(FlowKey error, @Nullable FlowKey reported, int tick) {
    Direction opposite = direction == Direction.IN ? Direction.OUT : Direction.IN;
    related =
        reported != null
            && connections != null
            && rules != null
            && connections.find(reported, opposite, rules, tick, found);
    return related || decide(error, true, tick);
  }

  boolean related() {
    return related;
  }

  /** Another layer denied the packet: nothing rests on this one. */
  void standAside() {
    index = ALWAYS;
    word = 0;
    rule = -1;
  }

  /** The packet that was decided about passes: it begins a connection, or moves one on. */
  void commit(FlowKey key, int tick) {
    if (connections == null || rules == null) {
      return;
    }
    if (found.index != ConnectionSlots.NONE) {
      found.word = connections.advance(found.index, found.word, found.reply, key.segment, tick);
    } else if (!begins(connections, rules, key, tick)) {
      return;
    }
    index = found.index;
    word = found.word;
    if (word == 0 || !ConnectionSlots.state(word).isSteady(found.reply)) {
      index = ONCE;
    }
  }

  private boolean begins(Connections tracked, RuleTable table, FlowKey key, int tick) {
    ConnectionState first = ConnectionState.first(key);
    if (first == null) {
      if (!key.isEchoReply()) {
        // an RST is not tracked; the next segment may be
        index = ONCE;
      }
      return false;
    }
    boolean begun = tracked.begin(key, direction, first, table, rule, tick, found);
    if (!begun) {
      // no room now; there may be for the next packet
      index = ONCE;
    }
    return begun;
  }

  /** Whether the flow is one that new ones must not push out. */
  boolean settled() {
    return connections == null || (index >= 0 && ConnectionSlots.state(word).assured());
  }

  /** The rule that decided, or that let the connection begin, plus 1; 0 for none. */
  int ruleNumber() {
    return connections == null ? 0 : rule + 1;
  }
}
