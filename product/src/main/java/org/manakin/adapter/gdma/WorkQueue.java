package org.manakin.adapter.gdma;

import org.manakin.observe.Incidents;
import org.manakin.wire.gdma.Wqe;

/**
 * An SQ or RQ: WQEs of whole 32-byte units that the driver writes and the device consumes in order.
 * The driver's doorbell carries a byte position that runs freely modulo 2^32.
 *
 * <p>An SQ is used by the service thread only. An RQ is consumed by other threads too: consuming is
 * guarded by this object's monitor.
 */
public final class WorkQueue {
  /** Bytes of a basic unit. */
  public static final int UNIT = Wqe.BASIC_UNIT;

  /** Is told that WQEs were posted. */
  @FunctionalInterface
  public interface Listener {
    void posted(WorkQueue queue);
  }

  private final int id;
  private final Ring ring;
  private final Client client;
  private final Listener listener;
  private final Incidents incidents;
  private int producer;
  private int consumer;
  private int position;
  private boolean stopped;

  public WorkQueue(int id, Ring ring, Client client, Listener listener, Incidents incidents) {
    this.id = id;
    this.ring = ring;
    this.client = client;
    this.listener = listener;
    this.incidents = incidents;
  }

  public int id() {
    return id;
  }

  /** Whose queue it is. */
  public Client client() {
    return client;
  }

  /**
   * The driver has written WQEs up to {@code tail}; a value that goes backwards or overtakes the
   * ring is counted and ignored.
   */
  public synchronized void doorbell(int tail) {
    int advance = tail - producer;
    int outstanding = tail - consumer;
    boolean onUnit = (tail & (UNIT - 1)) == 0;
    if (advance < 0 || outstanding < 0 || outstanding > ring.size() || !onUnit) {
      incidents.record(Incident.DOORBELL_PAST_RING, id);
      return;
    }
    if (advance > 0) {
      producer = tail;
      listener.posted(this);
    }
  }

  /** Whether there is a WQE to consume. */
  public boolean pending() {
    return producer != consumer && !stopped;
  }

  /** Bytes of the ring. */
  public int size() {
    return ring.size();
  }

  /** Bytes posted and not consumed. */
  public int outstanding() {
    return producer - consumer;
  }

  /**
   * Position of the next WQE in units since the queue's creation, modulo 2^27, as completions
   * report it.
   */
  public int unitPosition() {
    return consumer >>> 5;
  }

  /** Position of the next WQE in bytes since the queue's creation, modulo 2^32. */
  public int bytePosition() {
    return consumer;
  }

  /**
   * Reads the next WQE into {@code wqe} without consuming it. A WQE that cannot be read stops the
   * queue for good, because nobody can tell where the next one would start.
   */
  public boolean peek(WqeView wqe) {
    if (!pending()) {
      return false;
    }
    if (!ring.ready()) {
      incidents.record(Incident.RING_NOT_MAPPED, id);
      return false;
    }
    if (!wqe.read(ring, position, outstanding())) {
      stopped = true;
      incidents.record(Incident.WQE_CORRUPT, id);
      return false;
    }
    return true;
  }

  /** Consumes a WQE of {@code bytes} bytes, a multiple of the unit. */
  public void consume(int bytes) {
    consumer += bytes;
    position = (position + bytes) % ring.size();
  }

  /** Whether a corrupt WQE stopped the queue. */
  public boolean stopped() {
    return stopped;
  }

  /** Ends the queue: nothing more is consumed. */
  public synchronized void close() {
    stopped = true;
  }
}
