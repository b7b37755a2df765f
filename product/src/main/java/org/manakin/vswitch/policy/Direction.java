package org.manakin.vswitch.policy;

/** Where a packet goes, as the endpoint sees it. */
public enum Direction {
  /** Towards the endpoint. */
  IN,
  /** From the endpoint. */
  OUT
}
