package org.manakin.host.servicing;

/** How a VF goes away. */
public enum RevokeMode {
  /** The guest is asked to eject while everything works. */
  PLANNED,
  /**
   * The data path stops without a word; the host notices, completes what was posted for sending,
   * and then goes on as planned.
   */
  SURPRISE,
  /**
   * The adapter stops answering at all, and nobody is told. What guests make of it takes minutes;
   * revoke it as planned, then restore.
   */
  DEAD
}
