package org.manakin.vswitch;

import org.jspecify.annotations.Nullable;

/**
 * Endpoints by an address of up to 128 bits: open addressing in one array of words, at most half
 * full. Filled before it is shown to other threads, and never changed after that. The address 0 is
 * nobody's.
 */
final class EndpointIndex {
  private static final int WORDS = 2;
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private final long[] keys;
  private final @Nullable Endpoint[] values;
  private final int shift;

  /**
   * @param most endpoints that will be put
   */
  EndpointIndex(int most) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, most)) + 1;
    keys = new long[WORDS << bits];
    values = new Endpoint[1 << bits];
    shift = Long.SIZE - bits;
  }

  /** The address must be nobody's so far. */
  void put(long high, long low, Endpoint endpoint) {
    int slot = find(high, low);
    keys[WORDS * slot] = high;
    keys[WORDS * slot + 1] = low;
    values[slot] = endpoint;
  }

  /** Whose address it is; null: nobody's. */
  @Nullable Endpoint get(long high, long low) {
    return values[find(high, low)];
  }

  @Nullable Endpoint get(long low) {
    return get(0, low);
  }

  /** The slot of the address, or the free one where it belongs. */
  private int find(long high, long low) {
    int mask = values.length - 1;
    int slot = (int) ((((high * MIX) ^ low) * MIX) >>> shift);
    while (values[slot] != null && (keys[WORDS * slot] != high || keys[WORDS * slot + 1] != low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
