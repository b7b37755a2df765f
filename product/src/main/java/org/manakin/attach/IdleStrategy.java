package org.manakin.attach;

/** Whether a loop that finds nothing to do looks again at once, or waits to be woken. */
public interface IdleStrategy {
  /** Told after a round in which something was done. */
  void busy();

  /** Told after a round in which nothing was done; true: look again, false: wait. */
  boolean spin();
}
