package org.manakin.vswitch.policy;

/**
 * An egress meter that polices: what finds no tokens is dropped. Counts billionths of a bit, so
 * that nothing is rounded at any rate. Any thread.
 */
final class TokenBucket {
  private static final long NANO = 1_000_000_000L;
  private static final long MOST_BITS_PER_SECOND = 1_000 * NANO;
  private static final long MOST_BURST_BITS = 1L << 32;

  /** So that a large send passes as a whole. */
  private static final long LEAST_BURST_BITS = 1L << 20;

  /** A burst lasts a twentieth of a second. */
  private static final long BURSTS_PER_SECOND = 20;

  private final long rate;
  private final long burst;
  private final long fillNanos;
  private long tokens;
  private long filledAt;

  /** With a burst of 50 ms, at least 128 KiB and at most 512 MiB. */
  TokenBucket(long now, long bitsPerSecond) {
    this(
        now,
        bitsPerSecond,
        Math.clamp(bitsPerSecond / BURSTS_PER_SECOND, LEAST_BURST_BITS, MOST_BURST_BITS));
  }

  /** Full at first. */
  TokenBucket(long now, long bitsPerSecond, long burstBits) {
    if (bitsPerSecond < 1 || bitsPerSecond > MOST_BITS_PER_SECOND) {
      throw new IllegalArgumentException(
          "an egress rate of %d bits/s; 1 to %d are possible, 0 for none"
              .formatted(bitsPerSecond, MOST_BITS_PER_SECOND));
    }
    if (burstBits < 1 || burstBits > MOST_BURST_BITS) {
      throw new IllegalArgumentException(
          "a burst of %d bits; 1 to %d are possible".formatted(burstBits, MOST_BURST_BITS));
    }
    rate = bitsPerSecond;
    burst = burstBits * NANO;
    fillNanos = burst / rate + 1;
    tokens = burst;
    filledAt = now;
  }

  long bitsPerSecond() {
    return rate;
  }

  /**
   * Takes the tokens for {@code bytes} bytes, if they are there. What is larger than the burst
   * passes when the bucket is full, and leaves a debt.
   */
  synchronized boolean take(long now, long bytes) {
    long elapsed = now - filledAt;
    if (elapsed > 0) {
      // beyond fillNanos the product might not fit
      tokens = elapsed >= fillNanos && tokens >= 0 ? burst : refilled(elapsed);
      filledAt = now;
    }
    long cost = bytes * Byte.SIZE * NANO;
    if (tokens < Math.min(cost, burst)) {
      return false;
    }
    tokens -= cost;
    return true;
  }

  private long refilled(long elapsed) {
    // a debt is at most one frame, whatever it is: paid within so many whole fills
    long most = fillNanos + (tokens < 0 ? -tokens / rate + 1 : 0);
    return Math.min(burst, tokens + Math.min(elapsed, most) * rate);
  }
}
