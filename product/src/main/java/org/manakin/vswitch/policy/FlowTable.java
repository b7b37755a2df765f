package org.manakin.vswitch.policy;

import org.jspecify.annotations.Nullable;
import org.manakin.packet.Frame;

/**
 * Decides about the frames of one ingress (a leg, an uplink), and remembers for each flow what the
 * layers said: sender's OUT rules, receiver's IN rules, meter. Made by {@link
 * PolicyEngine#addIngress}. One thread at a time: the one that delivers the ingress's frames.
 */
public final class FlowTable {
  FlowTable() {}

  /**
   * Whether {@code frame} may go on; what may not is counted. Charges the sender's meter. A
   * super-frame is one packet.
   *
   * <p>A frame that is flooded is asked about once with its sender and no receiver, then for each
   * receiver with no sender.
   *
   * @param sender the endpoint that sent it; null if it came by an uplink
   * @param receiver the endpoint that it is for; null if it goes to an uplink or is flooded
   */
  public boolean admits(
      Frame frame, @Nullable EndpointPolicy sender, @Nullable EndpointPolicy receiver) {
    return true;
  }

  /** The sender's burst is over: the clock is read anew for the next frame. */
  public void flush() {}
}
