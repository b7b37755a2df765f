package org.manakin.adapter.ethernet;

import org.manakin.packet.Frame;

/** Which frames a vPort's guest may send, beyond the check of the source MAC address. */
@FunctionalInterface
public interface SourceRule {
  /** Every frame. */
  SourceRule ANY = frame -> true;

  /**
   * Whether the frame, whose headers are parsed and private, may pass; if not the driver gets a
   * completion SA_DROP. Called by the service thread for each send; allocates nothing.
   */
  boolean allows(Frame frame);
}
