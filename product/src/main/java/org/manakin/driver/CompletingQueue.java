package org.manakin.driver;

import org.manakin.wire.gdma.Wqe;

/**
 * A WQ whose WQEs complete, in the order of posting, to a CQ of its own: what the device makes as
 * one WQ object, be it of an SQ or of an RQ. One thread.
 */
abstract sealed class CompletingQueue permits SendQueue, ReceiveQueue {
  final int id;
  final WorkQueue wq;
  final Cq cq;
  final DoorbellPage doorbells;
  private final long object;

  // One slot for each WQE that is not completed, oldest first; the smallest is of one unit.
  private final int[] sizes;
  private final long[] cookies;
  private int first;
  private int next;
  private int rung;

  // Counted by those who read the CQEs.
  long unexpected;

  CompletingQueue(int id, long object, WorkQueue wq, Cq cq, DoorbellPage doorbells) {
    this.id = id;
    this.object = object;
    this.wq = wq;
    this.cq = cq;
    this.doorbells = doorbells;
    this.sizes = new int[wq.size() / Wqe.BASIC_UNIT];
    this.cookies = new long[sizes.length];
  }

  /** The id in doorbells and completions. */
  public final int id() {
    return id;
  }

  /** The handle of the WQ object: names the queue in commands and steering tables. */
  public final long object() {
    return object;
  }

  /** The id of the CQ. */
  public final int cqId() {
    return cq.id();
  }

  /** Hands everything posted since the last call to the device. */
  public final void ring() {
    if (rung != wq.head()) {
      rung = wq.head();
      ringAt(rung);
    }
  }

  /** Rings the queue's own kind of doorbell: the producer position is {@code head} bytes. */
  abstract void ringAt(int head);

  /** Reports consumption and asks for one event at the next completion. */
  public final void arm() {
    cq.arm();
  }

  /** Whether there was a completion event since the last call. */
  public final boolean takeEvent() {
    return cq.takeSignal();
  }

  /** Completion events seen in all. */
  public final long events() {
    return cq.events();
  }

  /** Moderates the completion events; 0 and 0 is no moderation. */
  public final void moderate(int comps, int micros) {
    doorbells.moderate(cq.id(), comps, micros);
  }

  /** WQEs, of a frame to send or a buffer to receive in, that are posted and not completed. */
  public final int outstanding() {
    return next - first;
  }

  /** Completions that fit nothing posted, or make no sense. */
  public final long unexpected() {
    return unexpected + cq.overruns();
  }

  /** How many slots there are, a power of two: as many as WQEs can be outstanding. */
  final int slots() {
    return sizes.length;
  }

  /** The WQE of {@code bytes} is written; the slot that it takes. */
  final int push(int bytes, long cookie) {
    int slot = next & (sizes.length - 1);
    sizes[slot] = bytes;
    cookies[slot] = cookie;
    next++;
    wq.push(bytes);
    return slot;
  }

  /** The slot of the oldest WQE; of none if none is outstanding. */
  final int oldest() {
    return first & (sizes.length - 1);
  }

  /** The oldest WQE is completed; what its slot says stays until the next {@link #push}. */
  final void retire() {
    wq.release(sizes[oldest()]);
    first++;
  }

  final long cookie(int slot) {
    return cookies[slot];
  }

  final Cq cq() {
    return cq;
  }
}
