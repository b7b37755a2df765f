package org.manakin.vswitch;

/** What became of frames for a guest that did not go straight to a leg. */
public enum EndpointCounter {
  /** Frames kept for later. */
  HELD,
  /** Frames that were kept and then delivered to a leg. */
  DRAINED,
  /**
   * Of those, frames delivered although the leg had had no room for long; it may have lost them.
   */
  DRAINED_WITHOUT_ROOM,
  /** Frames that a leg gave back, and that were kept or went another way. */
  RETURNED,
  /** Times that frames were held. */
  HOLDS,
  /** Times that holding took longer than allowed. */
  HOLDS_EXPIRED,
  /** Frames lost: no leg is active. */
  DROPPED_SILENT,
  /** Frames lost: as many as may be were held. */
  DROPPED_HOLD_FRAMES,
  /** Frames lost: as many bytes as may be were held. */
  DROPPED_HOLD_BYTES,
  /** Frames lost: the switch has no more memory for frames that are held. */
  DROPPED_HOLD_MEMORY
}
