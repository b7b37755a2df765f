package org.manakin.attach.vhostuser;

/** What a ring of a synthetic NIC counts. */
public enum RingCounter {
  /** Frames that went through; a super-frame that is not cut here is one. */
  FRAMES,
  BYTES,
  /** Super-frames that went through as they are. */
  SUPER_FRAMES,
  INTERRUPTS,
  /** The driver had given no buffers. */
  DROPPED_NO_BUFFERS,
  /** Longer than the buffer, the MTU, or any frame; or in more parts than any frame has. */
  DROPPED_TOO_LONG,
  /** The header in front of the frame makes no sense for it. */
  DROPPED_MALFORMED,
  /** From the guest, on a ring that is switched off. */
  DROPPED_DISABLED,
  /** From the guest, with nobody connected to take it. */
  DROPPED_UNCONNECTED,
  /** For the guest, on a ring that was just stopped. */
  DROPPED_NOT_RUNNING,
  /** The memory of the guest, or of the frame's sender, was taken away meanwhile. */
  DROPPED_MEMORY_VANISHED,
  /** How often the ring was stopped because its driver's index was out of range. */
  BROKEN_INDEX,
  /** The same because of a chain of descriptors that makes no sense. */
  BROKEN_CHAIN
}
