package org.manakin.adapter.gdma;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.manakin.observe.Incidents;
import org.manakin.wire.U32;
import org.manakin.wire.gdma.Doorbell;

/**
 * What completion and event queues share: a ring the device fills, entries marked with an owner
 * phase instead of a shared index, and a notification that fires once each time the driver arms it.
 *
 * <p>With N entries both sides count from N. The device writes entry P mod N with owner (P / N) mod
 * 8, the owner word last; the driver reports its position, modulo 8 N, with each doorbell. A queue
 * is armed when it is created.
 *
 * <p>Guarded by its own monitor: entries are posted by whichever thread delivers, doorbells come on
 * the service thread.
 */
public abstract class ArmableQueue {
  private static final int PHASES = 8;
  private static final int OWNER_SHIFT = 29;
  private static final U32 LAST_WORD = new U32("last_word", 0);

  private final int id;
  private final Ring ring;
  private final int entrySize;
  private final int entries;
  private final Client client;
  private final Incidents incidents;
  private long producer;
  private long consumer;
  private boolean armed = true;
  private boolean closed;

  ArmableQueue(int id, Ring ring, int entrySize, Client client, Incidents incidents) {
    this.id = id;
    this.ring = ring;
    this.entrySize = entrySize;
    this.entries = ring.size() / entrySize;
    this.client = client;
    this.incidents = incidents;
    this.producer = entries;
    this.consumer = entries;
  }

  public int id() {
    return id;
  }

  /** Entries of the ring; a power of two for kernel queues only. */
  public int entries() {
    return entries;
  }

  /** Whose queue it is. */
  public Client client() {
    return client;
  }

  /** Entries written so far. */
  public synchronized long posted() {
    return producer - entries;
  }

  public synchronized boolean armed() {
    return armed;
  }

  /**
   * From now on nothing is written and nothing is signalled. When this returns no thread is
   * writing.
   */
  public synchronized void close() {
    closed = true;
    armed = false;
  }

  public synchronized boolean closed() {
    return closed;
  }

  /**
   * Whether the ring would be full by what the driver last reported; it may have consumed more
   * without saying so.
   */
  public synchronized boolean seemsFull() {
    return unconsumed() >= entries;
  }

  /** Entries that the driver has not reported as consumed. Called with the monitor held. */
  final long unconsumed() {
    return producer - consumer;
  }

  /**
   * The driver's report of its position and, with the arm bit, its wish to be notified once.
   * Entries it has not consumed are notified at once.
   */
  public synchronized void doorbell(long value) {
    long cycle = (long) PHASES * entries;
    int tail = Doorbell.CQ_TAIL_PTR.of(value);
    if (closed || tail >= cycle) {
      incidents.record(Incident.DOORBELL_TAIL_OUT_OF_RANGE, id);
      return;
    }
    long behind = Math.floorMod(producer - tail, cycle);
    if (behind > entries) {
      incidents.record(Incident.QUEUE_OVERRUN, id);
      return;
    }
    consumer = producer - behind;
    boolean arm = Doorbell.CQ_ARM.of(value) != 0;
    if (arm && behind > 0) {
      armed = false;
      signal();
    } else {
      armed = arm;
    }
  }

  /**
   * Writes an entry: all of {@code image} but its last word, then {@code lastWord} with the owner
   * phase. Does not notify.
   *
   * @return false if the queue is closed or its ring is not guest memory any more; nothing is
   *     written then
   */
  final boolean write(MemorySegment image, int lastWord) {
    if (closed || !ring.ready()) {
      if (!closed) {
        incidents.record(Incident.RING_NOT_MAPPED, id);
      }
      return false;
    }
    int slot = (int) (producer % entries);
    int owner = (int) (producer / entries) & (PHASES - 1);
    long at = ring.at(slot * entrySize);
    MemorySegment.copy(image, 0, ring.memory(), at, entrySize - 4);
    VarHandle.releaseFence();
    LAST_WORD.set(ring.memory(), at + entrySize - 4, lastWord | owner << OWNER_SHIFT);
    producer++;
    return true;
  }

  /** Notifies the driver if it asked to be, once. */
  public final synchronized void notifyIfArmed() {
    if (armed && !closed) {
      armed = false;
      signal();
    }
  }

  /**
   * Tells the driver that there are entries. Called with the monitor held and the queue disarmed.
   */
  abstract void signal();
}
