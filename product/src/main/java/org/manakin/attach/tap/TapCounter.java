package org.manakin.attach.tap;

/** What a {@link TapPort} counts. "Out" is towards the machine's interface. */
public enum TapCounter {
  FRAMES_OUT,
  BYTES_OUT,
  /** Frames that the interface did not take: it is down, or gone. */
  DROPPED_OUT,
  FRAMES_IN,
  BYTES_IN,
  /** Frames that came while nothing was connected. */
  UNCONNECTED_IN,
  /** Frames with a header that makes no sense or asks for what was not offered. */
  MALFORMED_IN
}
