package org.manakin.adapter.gdma;

/**
 * What a guest can do wrong, or the environment can do to a guest, without being able to be told by
 * a status or a completion.
 */
public enum Incident {
  /** A doorbell named a queue that does not exist. */
  DOORBELL_UNKNOWN_QUEUE,
  /** A doorbell came through a page that does not belong to the queue. */
  DOORBELL_WRONG_PAGE,
  /** A doorbell was written at an offset, or in a width, that has no meaning. */
  DOORBELL_MALFORMED,
  /** A CQ or EQ doorbell's position is beyond eight rounds of the ring. */
  DOORBELL_TAIL_OUT_OF_RANGE,
  /** A WQ doorbell went backwards or further than the ring is long. */
  DOORBELL_PAST_RING,
  /** The driver is more than a ring behind: entries were overwritten before it read them. */
  QUEUE_OVERRUN,
  /** The memory of a ring is not mapped (any more). */
  RING_NOT_MAPPED,
  /** A work queue was stopped because its next WQE makes no sense. */
  WQE_CORRUPT,
  /**
   * A receive buffer lies outside guest memory or under a foreign key; the frame was dropped, the
   * buffer left in place.
   */
  RECEIVE_BUFFER_UNREACHABLE,
  /** A request on the hardware channel was not a well-formed message. */
  HWC_REQUEST_MALFORMED,
  /** A response found its buffer unreachable. */
  HWC_RESPONSE_UNREACHABLE,
  /** A command was refused; the subject is its code. */
  COMMAND_REFUSED,
  /** A command is not known; the subject is its code. */
  COMMAND_UNKNOWN,
  /** A register or SMC access in a width or at an offset that has no meaning. */
  REGISTER_ACCESS_MALFORMED,
  /** Guest memory vanished under an access: its file was truncated. */
  MEMORY_VANISHED
}
