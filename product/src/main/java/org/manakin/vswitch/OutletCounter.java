package org.manakin.vswitch;

/** What leaves the switch at one place. */
public enum OutletCounter {
  FRAMES,
  BYTES,
  /** Frames that were lost because nothing is connected. */
  UNCONNECTED
}
