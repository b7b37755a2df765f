package org.manakin.host.servicing;

import java.util.Map;

/**
 * A NIC's two legs as the operations see them. The one who owns adapter, synthetic NIC and endpoint
 * implements it and tells the {@link Listener}; which leg carries frames, and when frames wait, is
 * its business.
 *
 * <p>Questions are answered at once, from any thread, without taking a lock that is held while the
 * listener is told. Actions take effect soon, on the adapter's own thread.
 */
public interface DataPath {
  /** The name of the counter of frames that the guest has sent over the VF. */
  String VF_FROM_GUEST = "vf_from_guest";

  /** Told what the driver does; called by the adapter's service thread, so it must not wait. */
  interface Listener {
    /** The driver turned receiving on or off. */
    void receiving(boolean on);

    /** The driver has let go of the device: it deregistered, ended the channel or was reset. */
    void released();
  }

  /** One listener, set before anything happens. */
  void listen(Listener listener);

  /** Whether QEMU is connected to the adapter: the guest has the device. */
  boolean attached();

  /** Whether a driver has established its channel. */
  boolean claimed();

  /** Whether the driver receives on the VF. */
  boolean receiving();

  /** Whether the adapter has died and was not reset since. */
  boolean dead();

  /** Whether the driver has posted sends that are not done. */
  boolean sending();

  /** Sends done and frames received on the VF so far. */
  long progress();

  /** Frames for the guest that were lost because the data path was stalled, so far. */
  long stalledFrames();

  /** Frames that the guest has sent over the synthetic NIC so far. */
  long syntheticFrames();

  /** Tells the driver; false if there is none. */
  boolean raise(VfEvent event);

  /** Stops the data path without a word while commands are answered, or lets it go on. */
  void stall(boolean on);

  /** Completes what is posted for sending, as not sent. */
  void giveUpSends();

  /** The adapter dies: all-ones, no doorbells, no interrupts, until it is reset. */
  void kill();

  /**
   * While on, frames for the guest wait from receive-off to receive-on and do not go over the
   * synthetic NIC when the driver lets go, as the guest does not look there: its VF interface
   * stays. For up to 15 s.
   */
  void holdUntilReceiving(boolean on);

  /** Counters of both legs by name; {@link #VF_FROM_GUEST} is one of them. */
  Map<String, Long> counters();

  /** Frames that the guest has sent over the VF so far. */
  default long vfFrames() {
    return counters().getOrDefault(VF_FROM_GUEST, 0L);
  }
}
