package org.manakin.adapter.gdma;

import java.lang.foreign.MemorySegment;
import org.manakin.observe.Incidents;
import org.manakin.wire.gdma.Cqe;

/**
 * A CQ: completions of one or more work queues, announced by an event in its parent EQ. With
 * moderation an event waits until enough completions have gathered or enough time has passed.
 */
public final class CompletionQueue extends ArmableQueue implements Timers.Due {
  private static final long NOT_WAITING = Long.MAX_VALUE;

  private final EventQueue parent;
  private final Timers timers;
  private long moderationNanos;
  private int moderationCompletions;
  private int gathered;
  private long dueAt = NOT_WAITING;
  private long events;

  public CompletionQueue(
      int id, Ring ring, Client client, EventQueue parent, Timers timers, Incidents incidents) {
    super(id, ring, Cqe.SIZE, client, incidents);
    this.parent = parent;
    this.timers = timers;
  }

  public EventQueue parent() {
    return parent;
  }

  /** Events sent to the parent EQ so far. */
  public synchronized long events() {
    return events;
  }

  /**
   * Writes a completion without announcing it: the first 60 bytes of {@code image}, then queue
   * number, kind and phase. To be followed by {@link #announce()} at the latest when the burst is
   * over.
   */
  public synchronized boolean post(MemorySegment image, int queueId, boolean sendQueue) {
    boolean written = write(image, Cqe.WQ_NUM.place(queueId) | Cqe.IS_SQ.place(sendQueue ? 1 : 0));
    if (written) {
      gathered++;
    }
    return written;
  }

  /** Announces what was posted, if the driver armed the queue: now, or as its moderation says. */
  public synchronized void announce() {
    if (gathered == 0 || !armed()) {
      return;
    }
    if (moderationNanos == 0 || (moderationCompletions > 0 && gathered >= moderationCompletions)) {
      notifyIfArmed();
    } else if (dueAt == NOT_WAITING) {
      dueAt = timers.now() + moderationNanos;
      timers.schedule(dueAt);
    }
  }

  /**
   * Sets moderation; {@code usec} 0 turns it off. A waiting event is not held back any longer than
   * the new setting says.
   */
  public synchronized void moderate(int usec, int completions) {
    boolean wasOn = moderationNanos > 0;
    moderationNanos = usec * 1_000L;
    moderationCompletions = completions;
    if (usec > 0 && !wasOn) {
      timers.add(this);
    } else if (usec == 0 && wasOn) {
      timers.remove(this);
    }
    if (dueAt != NOT_WAITING) {
      dueAt = NOT_WAITING;
      announce();
    }
  }

  public synchronized int moderationUsec() {
    return (int) (moderationNanos / 1_000);
  }

  public synchronized int moderationCompletions() {
    return moderationCompletions;
  }

  /** What the driver has consumed unasked needs no event any more. */
  @Override
  public synchronized void doorbell(long value) {
    super.doorbell(value);
    gathered = (int) Math.min(gathered, unconsumed());
    if (gathered == 0) {
      dueAt = NOT_WAITING;
    }
  }

  @Override
  public synchronized long fire(long now) {
    if (now >= dueAt) {
      notifyIfArmed();
      dueAt = NOT_WAITING;
    }
    return dueAt;
  }

  @Override
  public synchronized void close() {
    super.close();
    timers.remove(this);
  }

  @Override
  void signal() {
    gathered = 0;
    dueAt = NOT_WAITING;
    events++;
    parent.postCompletion(id());
  }
}
