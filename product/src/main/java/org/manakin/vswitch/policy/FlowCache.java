package org.manakin.vswitch.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An exact-match table of flows: buckets of {@value #WAYS} entries, an entry being {@value #ENTRY}
 * longs of one array, with a tag for each in another so that a miss reads one cache line. Starts
 * small and doubles while it is more than half full, up to its limit.
 *
 * <p>One thread writes. Any thread may {@linkplain #copy copy} an entry: while an entry gets other
 * contents its stamp is odd, and it is another one afterwards.
 */
final class FlowCache {
  static final int NONE = -1;

  /** The two endpoints' numbers: sender above, receiver below. */
  static final int PAIR = 1;

  static final int SOURCE_HIGH = 2;
  static final int SOURCE_LOW = 3;
  static final int DESTINATION_HIGH = 4;
  static final int DESTINATION_LOW = 5;
  static final int PORTS = 6;

  /** The generations of the rules by which it was decided, as {@link #PAIR}. */
  static final int GENERATIONS = 7;

  /** What the sender's layer rests on: a connection's index and word, or see {@link Layer}. */
  static final int SENDER_INDEX = 8;

  static final int SENDER_WORD = 9;
  static final int RECEIVER_INDEX = 10;
  static final int RECEIVER_WORD = 11;

  /** Flags, and the indexes of the two rules. */
  static final int VERDICT = 12;

  static final int PACKETS = 13;
  static final int BYTES = 14;

  /** The ticks of the first packet, above, and of the latest. */
  static final int TICKS = 15;

  static final int ENTRY = 16;

  /** In {@link #VERDICT}: it is admitted. */
  static final long ADMITTED = 1L << 40;

  private static final int RULE_BITS = 16;
  private static final int RULE_MASK = (1 << RULE_BITS) - 1;
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int STAMP = 0;
  private static final int WAYS = 8;
  private static final int FIRST_ENTRIES = 1024;

  /** A settled flow that is silent for so long may be pushed out by a new one. */
  private static final int IDLE_TICKS = Ticks.ofSeconds(8);

  private final int most;
  private final long seed;
  private volatile long[] shown;
  private long[] entries;
  private int[] tags;

  /** Of each entry the tick of its latest packet, times 2, plus 1 if it is settled. */
  private int[] worths;

  private int mask;
  private int used;
  private long evictions;

  FlowCache(int most, long seed) {
    this.most = most;
    this.seed = seed;
    int first = Math.min(most, FIRST_ENTRIES);
    entries = new long[first * ENTRY];
    tags = new int[first];
    worths = new int[first];
    mask = first / WAYS - 1;
    shown = entries;
  }

  /**
   * Composes {@link #VERDICT}.
   *
   * @param out the index of the sender's rule that decided, plus 1; 0 for none; {@code in} likewise
   */
  static long verdict(boolean admitted, int out, int in) {
    return (admitted ? ADMITTED : 0) | (long) in << RULE_BITS | out;
  }

  static int outRule(long verdict) {
    return (int) verdict & RULE_MASK;
  }

  static int inRule(long verdict) {
    return (int) (verdict >>> RULE_BITS) & RULE_MASK;
  }

  long hash(FlowKey k, long pair) {
    return FlowHash.of(
        k.sourceHigh, k.sourceLow, k.destinationHigh, k.destinationLow, k.ports, pair, seed);
  }

  /** Where the entry of a flow starts in {@link #entries()}, or {@link #NONE}. */
  int find(FlowKey k, long pair, long hash) {
    int bucket = ((int) hash & mask) * WAYS;
    int tag = tag(hash);
    for (int i = bucket; i < bucket + WAYS; i++) {
      if (tags[i] == tag && matches(i * ENTRY, k, pair)) {
        return i * ENTRY;
      }
    }
    return NONE;
  }

  private static int tag(long hash) {
    return (int) (hash >>> 32) | 1;
  }

  private boolean matches(int at, FlowKey k, long pair) {
    long[] e = entries;
    return e[at + PORTS] == k.ports
        && e[at + SOURCE_LOW] == k.sourceLow
        && e[at + DESTINATION_LOW] == k.destinationLow
        && e[at + PAIR] == pair
        && e[at + SOURCE_HIGH] == k.sourceHigh
        && e[at + DESTINATION_HIGH] == k.destinationHigh;
  }

  /** The memory of the entries; another array after an {@link #insert}. */
  long[] entries() {
    return entries;
  }

  /**
   * Makes an entry for a flow that has none, with its key, no packets and everything else 0, if
   * need be in the place of another.
   *
   * @param settled whether it may push out settled flows
   * @return where it starts, or {@link #NONE} if all that it could push out is worth more
   */
  int insert(FlowKey k, long pair, long hash, boolean settled, int tick) {
    int way = place(hash, settled, tick);
    if (way == NONE && mayGrow()) {
      grow();
      way = place(hash, settled, tick);
    }
    if (way == NONE) {
      return NONE;
    }
    if (tags[way] == 0) {
      used++;
    } else {
      evictions++;
    }
    tags[way] = tag(hash);
    rate(way * ENTRY, settled, tick);
    int at = way * ENTRY;
    open(at);
    long[] e = entries;
    e[at + PAIR] = pair;
    e[at + SOURCE_HIGH] = k.sourceHigh;
    e[at + SOURCE_LOW] = k.sourceLow;
    e[at + DESTINATION_HIGH] = k.destinationHigh;
    e[at + DESTINATION_LOW] = k.destinationLow;
    e[at + PORTS] = k.ports;
    e[at + GENERATIONS] = 0;
    e[at + VERDICT] = 0;
    LONGS.setOpaque(e, at + PACKETS, 0L);
    LONGS.setOpaque(e, at + BYTES, 0L);
    LONGS.setOpaque(e, at + TICKS, (long) tick << 32 | tick);
    close(at);
    return at;
  }

  /** The entry is about to change: what is copied from now on does not count. */
  void open(int at) {
    LONGS.setOpaque(entries, at + STAMP, entries[at + STAMP] + 1);
    VarHandle.storeStoreFence();
  }

  /** The change is complete. */
  void close(int at) {
    LONGS.setRelease(entries, at + STAMP, entries[at + STAMP] + 1);
  }

  /** Counts a packet of the flow at {@code at}. */
  void count(int at, int bytes, int tick) {
    long[] e = entries;
    LONGS.setOpaque(e, at + PACKETS, e[at + PACKETS] + 1);
    LONGS.setOpaque(e, at + BYTES, e[at + BYTES] + bytes);
    if ((int) e[at + TICKS] != tick) {
      LONGS.setOpaque(e, at + TICKS, (e[at + TICKS] & -1L << 32) | Integer.toUnsignedLong(tick));
      rate(at, (worths[at / ENTRY] & 1) != 0, tick);
    }
  }

  /**
   * Says what the flow at {@code at} is worth.
   *
   * @param settled its connection is assured, so that new flows do not push it out
   */
  void rate(int at, boolean settled, int tick) {
    worths[at / ENTRY] = tick << 1 | (settled ? 1 : 0);
  }

  /** The way of its bucket that a flow may have: a free one, or the one that is worth least. */
  private int place(long hash, boolean settled, int tick) {
    int bucket = ((int) hash & mask) * WAYS;
    int worst = NONE;
    long worstIdle = -1;
    for (int i = bucket; i < bucket + WAYS; i++) {
      if (tags[i] == 0) {
        return i;
      }
      int idle = Math.max(0, tick - (worths[i] >> 1));
      boolean held = (worths[i] & 1) != 0 && idle <= IDLE_TICKS;
      long rank = held ? idle : idle + (1L << 32);
      if (rank > worstIdle && (settled || !held)) {
        worstIdle = rank;
        worst = i;
      }
    }
    return mayGrow() ? NONE : worst;
  }

  private boolean mayGrow() {
    return tags.length < most && used > tags.length / 2;
  }

  /** Takes memory that lasts, not for one packet. A flow whose new bucket is full is forgotten. */
  private void grow() {
    long[] oldEntries = entries;
    int[] oldTags = tags;
    int[] oldWorths = worths;
    entries = new long[oldEntries.length * 2];
    tags = new int[oldTags.length * 2];
    worths = new int[oldTags.length * 2];
    mask = tags.length / WAYS - 1;
    used = 0;
    for (int i = 0; i < oldTags.length; i++) {
      if (oldTags[i] != 0) {
        move(oldEntries, i * ENTRY, oldWorths[i]);
      }
    }
    shown = entries;
  }

  private void move(long[] from, int at, int worth) {
    long hash =
        FlowHash.of(
            from[at + SOURCE_HIGH],
            from[at + SOURCE_LOW],
            from[at + DESTINATION_HIGH],
            from[at + DESTINATION_LOW],
            from[at + PORTS],
            from[at + PAIR],
            seed);
    int bucket = ((int) hash & mask) * WAYS;
    for (int i = bucket; i < bucket + WAYS; i++) {
      if (tags[i] == 0) {
        tags[i] = tag(hash);
        worths[i] = worth;
        System.arraycopy(from, at, entries, i * ENTRY, ENTRY);
        used++;
        return;
      }
    }
    evictions++;
  }

  long evictions() {
    return evictions;
  }

  /** Entries in use; by the writing thread. */
  int used() {
    return used;
  }

  /** The memory as any thread may see it, for {@link #copy}. */
  long[] shown() {
    return shown;
  }

  /**
   * Copies entry number {@code index} of {@code from} into {@code to}.
   *
   * @return whether there is one, and it did not change under way
   */
  static boolean copy(long[] from, int index, long[] to) {
    int at = index * ENTRY;
    long before = (long) LONGS.getAcquire(from, at + STAMP);
    if (before == 0 || (before & 1) != 0) {
      return false;
    }
    for (int i = 0; i < ENTRY; i++) {
      to[i] = (long) LONGS.getOpaque(from, at + i);
    }
    VarHandle.acquireFence();
    return (long) LONGS.getOpaque(from, at + STAMP) == before;
  }
}
