package org.manakin.vswitch.policy;

/** Hashes of flows, keyed with a seed so that nobody outside can choose what collides. */
final class FlowHash {
  private static final long A = 0x9e37_79b9_7f4a_7c15L;
  private static final long B = 0xbf58_476d_1ce4_e5b9L;
  private static final long C = 0x94d0_49bb_1331_11ebL;

  /** The role of an echo packet, which differs between request and reply. */
  private static final long ROLE = 3;

  private FlowHash() {}

  /** Of one direction of a flow between two endpoints. */
  static long of(long sh, long sl, long dh, long dl, long ports, long pair, long seed) {
    long h = step(step(step(seed ^ pair, sl), dl), ports);
    if ((ports & FlowKey.V6) != 0) {
      h = step(step(h, sh), dh);
    }
    return finish(h);
  }

  /** The same for both directions of a flow. */
  static long symmetric(long sh, long sl, long dh, long dl, long ports, long seed) {
    long reversed = FlowKey.reversed(ports);
    long one = finish(step(step(step(seed, sh), sl), ports & ~ROLE));
    long other = finish(step(step(step(seed, dh), dl), reversed & ~ROLE));
    return finish(one + other);
  }

  private static long step(long h, long value) {
    long x = (h ^ value) * A;
    return x ^ x >>> 32;
  }

  private static long finish(long h) {
    long x = (h ^ h >>> 30) * B;
    x = (x ^ x >>> 27) * C;
    return x ^ x >>> 31;
  }
}
