package org.manakin.driver;

/** Hears of sent frames, in the order they were posted. */
@FunctionalInterface
public interface TxHandler {
  /**
   * The memory of a frame is free again.
   *
   * @param cookie what the frame was posted with
   * @param type the completion's type; 32 is success, see {@link SendQueue#OKAY}
   */
  void sent(long cookie, int type);
}
