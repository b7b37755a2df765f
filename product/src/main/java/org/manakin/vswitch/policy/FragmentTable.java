package org.manakin.vswitch.policy;

/**
 * What the first fragments of IP packets were told, so that the later ones, which have no ports,
 * are told the same. Direct-mapped: of two packets that share a place, the older one's later
 * fragments are lost. One thread at a time.
 */
final class FragmentTable {
  /** Nothing is known of the packet. */
  static final int UNKNOWN = -1;

  static final int DENIED = 0;
  static final int ADMITTED = 1;

  /** For how long later fragments may follow. */
  private static final int TICKS = Ticks.ofSeconds(2);

  private static final int PAIR = 0;
  private static final int SOURCE_HIGH = 1;
  private static final int SOURCE_LOW = 2;
  private static final int DESTINATION_HIGH = 3;
  private static final int DESTINATION_LOW = 4;
  private static final int NAME = 5;
  private static final int VERDICT = 6;
  private static final int TICK = 7;
  private static final int WORDS = 8;
  private static final long FAMILY_AND_PROTOCOL = FlowKey.V6 | FlowKey.PROTOCOL;
  private static final int NAME_SHIFT = 24;

  private final long[] table;
  private final int mask;
  private final long seed;

  FragmentTable(int capacity, long seed) {
    this.table = new long[capacity * WORDS];
    this.mask = capacity - 1;
    this.seed = seed;
  }

  /**
   * The first fragment of a packet got a verdict.
   *
   * @return whether another packet was forgotten for it
   */
  boolean put(FlowKey k, long pair, boolean admitted, int tick) {
    int at = at(k, pair);
    boolean forgotten =
        table[at + VERDICT] != 0 && !matches(at, k, pair) && tick - (int) table[at + TICK] <= TICKS;
    table[at + PAIR] = pair;
    table[at + SOURCE_HIGH] = k.sourceHigh;
    table[at + SOURCE_LOW] = k.sourceLow;
    table[at + DESTINATION_HIGH] = k.destinationHigh;
    table[at + DESTINATION_LOW] = k.destinationLow;
    table[at + NAME] = name(k);
    table[at + VERDICT] = 1L + (admitted ? ADMITTED : DENIED);
    table[at + TICK] = tick;
    return forgotten;
  }

  /** What the packet of a later fragment was told, or {@link #UNKNOWN}. */
  int get(FlowKey k, long pair, int tick) {
    int at = at(k, pair);
    boolean known =
        table[at + VERDICT] != 0 && matches(at, k, pair) && tick - (int) table[at + TICK] <= TICKS;
    return known ? (int) table[at + VERDICT] - 1 : UNKNOWN;
  }

  private boolean matches(int at, FlowKey k, long pair) {
    return table[at + PAIR] == pair
        && table[at + SOURCE_HIGH] == k.sourceHigh
        && table[at + SOURCE_LOW] == k.sourceLow
        && table[at + DESTINATION_HIGH] == k.destinationHigh
        && table[at + DESTINATION_LOW] == k.destinationLow
        && table[at + NAME] == name(k);
  }

  /** What the fragments of a packet have in common besides their addresses. */
  private static long name(FlowKey k) {
    return (k.fragment << NAME_SHIFT) | (k.ports & FAMILY_AND_PROTOCOL);
  }

  private int at(FlowKey k, long pair) {
    long hash =
        FlowHash.symmetric(
            k.sourceHigh ^ pair,
            k.sourceLow,
            k.destinationHigh,
            k.destinationLow,
            0,
            seed ^ name(k));
    return ((int) hash & mask) * WORDS;
  }
}
