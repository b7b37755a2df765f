package org.manakin.attach;

import org.manakin.linux.Fd;

/**
 * Something that an {@link EventLoop} runs: it does what is there to be done and returns. All
 * methods are called by the loop's thread, or by a test that plays the loop.
 */
public interface Duty {
  /**
   * Does a bounded amount of what can be done now, without waiting. What it throws ends it: the
   * loop does not run it again.
   *
   * @return how much was done; 0 if there was nothing, so that the loop may wait
   */
  int work();

  /** Readable whenever a peer has given {@link #work} something to do; level-triggered. */
  Fd readiness();

  /**
   * When {@link #work} has to be called even if nobody calls: a {@link System#nanoTime()}, or
   * {@link Long#MAX_VALUE}.
   */
  default long nextDeadline() {
    return Long.MAX_VALUE;
  }
}
