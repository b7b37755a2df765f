package org.manakin.adapter.ethernet;

import org.manakin.packet.Frame;

/** Told by a vPort what its driver does with it, so that a host knows where frames can go. */
public interface VportListener {
  /** Nobody listens. */
  VportListener NONE = new VportListener() {};

  /**
   * The driver turned receiving on or off. Called by the service thread before the driver is
   * answered; off before the last frame was taken, on once frames are taken.
   */
  default void receiving(boolean on) {}

  /**
   * The driver has let go of the device: it deregistered it, ended the hardware channel, or was
   * reset. Called by the service thread, after receiving was turned off; also when there was
   * nothing to let go of.
   */
  default void released() {}

  /**
   * A frame found that nothing is received. It is borrowed until the call returns. Called by the
   * sender's thread.
   *
   * @return whether somebody else has taken it; if not it is counted as lost
   */
  default boolean missed(Frame frame) {
    return false;
  }
}
