package org.manakin.driver;

import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.Wqe;

/**
 * How a vPort is opened.
 *
 * @param pairs queue pairs, each an SQ and an RQ with a CQ each
 * @param sqBytes bytes of each SQ ring, a power of two from 4096 on
 * @param rqBytes bytes of each RQ ring, a power of two from 4096 on
 * @param sqCqEntries entries of each send CQ, a power of two from 64 on
 * @param rqCqEntries entries of each receive CQ, a power of two from 64 on; more than the buffers
 *     posted, so that a fence finds room
 * @param eqEntries entries of each EQ, a power of two from 256 on
 * @param moderationComps completions gathered for one event, 0 for no moderation
 * @param moderationMicros microseconds that an event may wait, 0 for no moderation
 */
public record VportConfig(
    int pairs,
    int sqBytes,
    int rqBytes,
    int sqCqEntries,
    int rqCqEntries,
    int eqEntries,
    int moderationComps,
    int moderationMicros) {

  public VportConfig {
    if (pairs < 1) {
      throw new IllegalArgumentException("a vPort needs a queue pair, not " + pairs);
    }
    checkRing("SQ", sqBytes, 1);
    checkRing("RQ", rqBytes, 1);
    checkRing("send CQ", sqCqEntries, Cqe.SIZE);
    checkRing("receive CQ", rqCqEntries, Cqe.SIZE);
    checkRing("EQ", eqEntries, Eqe.SIZE);
  }

  /** {@code pairs} queue pairs with the ring sizes that Linux starts with. */
  public static VportConfig pairs(int pairs) {
    return new VportConfig(pairs, 8192, 16384, 256, 1024, 256, 0, 0);
  }

  /** The same with other ring sizes in bytes, and CQs with an entry for each smallest WQE. */
  public VportConfig withRings(int sqBytes, int rqBytes) {
    return new VportConfig(
        pairs,
        sqBytes,
        rqBytes,
        Math.max(64, sqBytes / Wqe.BASIC_UNIT),
        Math.max(64, 2 * rqBytes / Wqe.BASIC_UNIT),
        eqEntries,
        moderationComps,
        moderationMicros);
  }

  /** The same with moderated completion events. */
  public VportConfig withModeration(int comps, int micros) {
    return new VportConfig(
        pairs, sqBytes, rqBytes, sqCqEntries, rqCqEntries, eqEntries, comps, micros);
  }

  private static void checkRing(String what, int entries, int entrySize) {
    long bytes = (long) entries * entrySize;
    if (Integer.bitCount(entries) != 1 || bytes < ManaDevice.PAGE) {
      throw new IllegalArgumentException(
          "the %s ring of %d bytes is not a power of two of at least 4096".formatted(what, bytes));
    }
  }
}
