package org.manakin.adapter.ethernet;

import org.manakin.adapter.gdma.Timers;

/**
 * Limits what a vPort sends, by a bucket of bytes that fills at the configured rate. A burst may
 * overdraw it by one frame or large send; sending then rests until the debt is paid.
 *
 * <p>The service thread only.
 */
final class BandwidthClamp implements Timers.Due {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long BITS_PER_BYTE = 8;
  private static final long BUCKET_NANOS = 1_000_000;

  private final Timers timers;
  private final Runnable resume;
  private int mbps;
  private double bytesPerNano;
  private double credit;
  private long filledAt;
  private long resumeAt = Long.MAX_VALUE;

  /**
   * @param resume is run when sending may go on
   */
  BandwidthClamp(Timers timers, Runnable resume) {
    this.timers = timers;
    this.resume = resume;
  }

  /** Sets the limit in Mbit/s; 0 removes it. */
  void set(int newMbps) {
    mbps = newMbps;
    bytesPerNano = newMbps * 1e6 / BITS_PER_BYTE / NANOS_PER_SECOND;
    credit = 0;
    filledAt = timers.now();
    resumeAt = Long.MAX_VALUE;
    if (newMbps > 0) {
      timers.add(this);
    } else {
      timers.remove(this);
    }
    resume.run();
  }

  /** The limit in Mbit/s, 0 for none. */
  int mbps() {
    return mbps;
  }

  /** Whether a frame may be sent now; if not, sending is resumed when it may. */
  boolean open() {
    if (mbps == 0) {
      return true;
    }
    long now = timers.now();
    credit = Math.min(credit + (now - filledAt) * bytesPerNano, BUCKET_NANOS * bytesPerNano);
    filledAt = now;
    if (credit >= 0) {
      return true;
    }
    resumeAt = now + (long) (-credit / bytesPerNano) + 1;
    timers.schedule(resumeAt);
    return false;
  }

  /** Charges what was sent. */
  void charge(long bytes) {
    credit -= bytes;
  }

  @Override
  public long fire(long now) {
    if (now >= resumeAt) {
      resumeAt = Long.MAX_VALUE;
      resume.run();
    }
    return resumeAt;
  }
}
