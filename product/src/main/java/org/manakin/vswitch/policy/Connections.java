package org.manakin.vswitch.policy;

import static org.manakin.vswitch.policy.ConnectionSlots.BEFORE;
import static org.manakin.vswitch.policy.ConnectionSlots.BEHIND;
import static org.manakin.vswitch.policy.ConnectionSlots.DESTINATION_HIGH;
import static org.manakin.vswitch.policy.ConnectionSlots.DESTINATION_LOW;
import static org.manakin.vswitch.policy.ConnectionSlots.DIRECTION;
import static org.manakin.vswitch.policy.ConnectionSlots.NEXT;
import static org.manakin.vswitch.policy.ConnectionSlots.NONE;
import static org.manakin.vswitch.policy.ConnectionSlots.PORTS;
import static org.manakin.vswitch.policy.ConnectionSlots.RULE;
import static org.manakin.vswitch.policy.ConnectionSlots.RULES;
import static org.manakin.vswitch.policy.ConnectionSlots.SOURCE_HIGH;
import static org.manakin.vswitch.policy.ConnectionSlots.SOURCE_LOW;
import static org.manakin.vswitch.policy.ConnectionSlots.state;

import org.manakin.observe.Counters;

/**
 * The connections tracked at one endpoint. What is done here takes the lock, for a moment; {@link
 * #slots()} are asked and touched without it.
 *
 * <p>Connections that are not {@linkplain ConnectionState#assured() assured} stand in a queue, in
 * the order in which they came to be so; the first gives way when the table is full. Assured ones
 * never do, until they are over: meanwhile new packets pass untracked, as far as the rules allow.
 *
 * <p>Looking at a connection does not end it. One that is over (timed out, denied by new rules) is
 * not found any more, and keeps its slot until it is replaced, evicted or swept.
 */
final class Connections {
  private static final int FIRST_HEADS = 256;
  private static final int SLOTS_SWEPT_FOR_ROOM = 64;

  private final int capacity;
  private final long seed;
  private final ConnectionSlots slots;
  private final Counters<ConnectionCounter> counters = new Counters<>(ConnectionCounter.class);
  private volatile long version;
  private volatile boolean empty = true;

  // guarded by this; an index in heads is 1 more, so that 0 is none
  private long changes;
  private int[] heads = new int[0];
  private int tracked;
  private int first = NONE;
  private int last = NONE;
  private long stamp;
  private int swept = NONE;

  /**
   * @param seed of the hash, unknown to whoever sends packets
   */
  Connections(int capacity, long seed) {
    this.capacity = capacity;
    this.seed = seed;
    this.slots = new ConnectionSlots(capacity);
  }

  ConnectionSlots slots() {
    return slots;
  }

  /** Changes whenever a packet that found no connection might now find one. */
  long version() {
    return version;
  }

  /** What {@link #find} and {@link #begin} found. */
  static final class Found {
    int index = NONE;
    long word;

    /** The rule that let it begin. */
    int rule;

    /** Whether the packet is one of the replier. */
    boolean reply;

    /** There was one, but the packet is a SYN that begins another. */
    boolean endedBySyn;
  }

  /**
   * Finds the live connection that a packet belongs to.
   *
   * @param rules in force
   */
  synchronized boolean find(
      FlowKey key, Direction direction, RuleTable rules, int tick, Found found) {
    found.index = NONE;
    found.endedBySyn = false;
    int index = locate(key, direction);
    if (index == NONE || !slots.isInTime(index, tick) || !isAllowed(index, rules)) {
      return false;
    }
    found.reply = slots.get(index, DIRECTION) != code(direction);
    found.word = slots.word(index);
    found.rule = slots.get(index, RULE);
    if (state(found.word).isEndedBy(key.segment, found.reply)) {
      found.endedBySyn = true;
      return false;
    }
    found.index = index;
    return true;
  }

  /**
   * A packet of the connection passed.
   *
   * @return the connection's word after that; 0 if it is gone
   */
  synchronized long advance(int index, long word, boolean reply, TcpSegment segment, int tick) {
    long now = slots.word(index);
    if (ConnectionSlots.stamp(now) != ConnectionSlots.stamp(word)) {
      return 0;
    }
    slots.touch(index, tick);
    ConnectionState was = state(now);
    ConnectionState next = was.after(segment, reply);
    if (next == was) {
      return now;
    }
    if (was.assured() && !next.assured()) {
      enqueue(index);
    } else if (!was.assured() && next.assured()) {
      dequeue(index);
    }
    long then = ConnectionSlots.word(ConnectionSlots.stamp(now), next);
    slots.setWord(index, then);
    return then;
  }

  /**
   * Begins a connection with a packet that {@code rule} of {@code rules} allowed, in the place of
   * any with the same addresses and ports. Another thread may have begun it meanwhile: then the
   * packet belongs to that one.
   *
   * @return whether {@code found} says which it is; false if there is no room
   */
  synchronized boolean begin(
      FlowKey key,
      Direction direction,
      ConnectionState state,
      RuleTable rules,
      int rule,
      int tick,
      Found found) {
    if (find(key, direction, rules, tick, found)) {
      found.word = advance(found.index, found.word, found.reply, key.segment, tick);
      return true;
    }
    if (!makeRoom(locate(key, direction), rules, tick)) {
      counters.increment(ConnectionCounter.UNTRACKED);
      return false;
    }
    counters.increment(ConnectionCounter.BEGUN);
    int index = insert(key, direction, tick);
    slots.set(index, RULES, rules.generation());
    slots.set(index, RULE, rule);
    stamp++;
    found.index = index;
    found.word = ConnectionSlots.word(stamp, state);
    found.rule = rule;
    found.reply = false;
    slots.setWord(index, found.word);
    if (!state.assured()) {
      enqueue(index);
    }
    return true;
  }

  private boolean makeRoom(int old, RuleTable rules, int tick) {
    if (old != NONE) {
      remove(old);
      counters.increment(ConnectionCounter.REPLACED);
      return true;
    }
    if (tracked < capacity) {
      return true;
    }
    if (first == NONE) {
      return sweep(SLOTS_SWEPT_FOR_ROOM, rules, tick) > 0;
    }
    remove(first);
    counters.increment(ConnectionCounter.EVICTED);
    return true;
  }

  /** Whether the rules in force would let the connection begin. */
  private boolean isAllowed(int index, RuleTable rules) {
    long[] s = slots.array(index);
    int at = ConnectionSlots.at(index);
    if (s[at + RULES] == rules.generation()) {
      return true;
    }
    int rule =
        rules.match(
            s[at + DIRECTION] == code(Direction.IN) ? Direction.IN : Direction.OUT,
            s[at + SOURCE_HIGH],
            s[at + SOURCE_LOW],
            s[at + DESTINATION_HIGH],
            s[at + DESTINATION_LOW],
            s[at + PORTS]);
    if (!rules.allows(rule)) {
      return false;
    }
    s[at + RULES] = rules.generation();
    s[at + RULE] = rule;
    return true;
  }

  private static int code(Direction direction) {
    return direction == Direction.IN ? 0 : 1;
  }

  /** The slot of the connection whose originator or replier sends such a packet. */
  private int locate(FlowKey k, Direction direction) {
    if (heads.length == 0) {
      return NONE;
    }
    long reversed = FlowKey.reversed(k.ports);
    int index =
        heads[bucket(k.sourceHigh, k.sourceLow, k.destinationHigh, k.destinationLow, k.ports)] - 1;
    while (index != NONE) {
      long[] s = slots.array(index);
      int at = ConnectionSlots.at(index);
      boolean same = s[at + DIRECTION] == code(direction);
      if (same ? isForward(s, at, k) : isReply(s, at, k, reversed)) {
        return index;
      }
      index = (int) s[at + NEXT];
    }
    return NONE;
  }

  private static boolean isForward(long[] s, int at, FlowKey k) {
    return s[at + PORTS] == k.ports
        && s[at + SOURCE_LOW] == k.sourceLow
        && s[at + DESTINATION_LOW] == k.destinationLow
        && s[at + SOURCE_HIGH] == k.sourceHigh
        && s[at + DESTINATION_HIGH] == k.destinationHigh;
  }

  private static boolean isReply(long[] s, int at, FlowKey k, long reversed) {
    return s[at + PORTS] == reversed
        && s[at + SOURCE_LOW] == k.destinationLow
        && s[at + DESTINATION_LOW] == k.sourceLow
        && s[at + SOURCE_HIGH] == k.destinationHigh
        && s[at + DESTINATION_HIGH] == k.sourceHigh;
  }

  private int bucket(long sh, long sl, long dh, long dl, long ports) {
    return (int) FlowHash.symmetric(sh, sl, dh, dl, ports, seed) & (heads.length - 1);
  }

  private int bucketOf(int index) {
    long[] s = slots.array(index);
    int at = ConnectionSlots.at(index);
    return bucket(
        s[at + SOURCE_HIGH],
        s[at + SOURCE_LOW],
        s[at + DESTINATION_HIGH],
        s[at + DESTINATION_LOW],
        s[at + PORTS]);
  }

  private int insert(FlowKey key, Direction direction, int tick) {
    if (tracked >= heads.length) {
      grow();
    }
    int index = slots.take();
    long[] s = slots.array(index);
    int at = ConnectionSlots.at(index);
    s[at + SOURCE_HIGH] = key.sourceHigh;
    s[at + SOURCE_LOW] = key.sourceLow;
    s[at + DESTINATION_HIGH] = key.destinationHigh;
    s[at + DESTINATION_LOW] = key.destinationLow;
    s[at + PORTS] = key.ports;
    s[at + DIRECTION] = code(direction);
    slots.setSeen(index, tick);
    link(index);
    tracked++;
    changed();
    return index;
  }

  private void link(int index) {
    int bucket = bucketOf(index);
    slots.set(index, NEXT, heads[bucket] - 1L);
    heads[bucket] = index + 1;
  }

  /** Doubles the hash index; memory that lasts, not for one packet. */
  private void grow() {
    heads = new int[Math.max(FIRST_HEADS, heads.length * 2)];
    for (int i = 0; i < slots.used(); i++) {
      if (slots.word(i) != 0) {
        link(i);
      }
    }
  }

  private void remove(int index) {
    unlink(index);
    if (!state(slots.word(index)).assured()) {
      dequeue(index);
    }
    slots.give(index);
    tracked--;
    changed();
  }

  private void unlink(int index) {
    int bucket = bucketOf(index);
    int next = slots.get(index, NEXT);
    int i = heads[bucket] - 1;
    if (i == index) {
      heads[bucket] = next + 1;
      return;
    }
    while (slots.get(i, NEXT) != index) {
      i = slots.get(i, NEXT);
    }
    slots.set(i, NEXT, next);
  }

  private void enqueue(int index) {
    slots.set(index, BEFORE, last);
    slots.set(index, BEHIND, NONE);
    if (last == NONE) {
      first = index;
    } else {
      slots.set(last, BEHIND, index);
    }
    last = index;
  }

  private void dequeue(int index) {
    int before = slots.get(index, BEFORE);
    int behind = slots.get(index, BEHIND);
    if (before == NONE) {
      first = behind;
    } else {
      slots.set(before, BEHIND, behind);
    }
    if (behind == NONE) {
      last = before;
    } else {
      slots.set(behind, BEFORE, before);
    }
  }

  private void changed() {
    changes++;
    empty = tracked == 0;
    version = changes;
  }

  /**
   * Removes what is over among the next {@code most} slots.
   *
   * @return how many connections were removed
   */
  synchronized int sweep(int most, RuleTable rules, int tick) {
    int removed = 0;
    for (int i = Math.min(most, slots.used()); i > 0; i--) {
      swept = swept + 1 < slots.used() ? swept + 1 : 0;
      if (slots.word(swept) == 0) {
        continue;
      }
      boolean late = !slots.isInTime(swept, tick);
      if (late || !isAllowed(swept, rules)) {
        counters.increment(late ? ConnectionCounter.TIMED_OUT : ConnectionCounter.CUT);
        remove(swept);
        removed++;
      }
    }
    return removed;
  }

  /** How many there are, those included that are over and not yet swept. */
  synchronized int tracked() {
    return tracked;
  }

  /** Whether there are none; no lock. */
  boolean isEmpty() {
    return empty;
  }

  /** Slots that were ever used: what a whole sweep has to look at. */
  synchronized int usedSlots() {
    return slots.used();
  }

  Counters<ConnectionCounter> counters() {
    return counters;
  }
}
