package org.manakin.adapter.gdma;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.manakin.observe.Incidents;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.EqeType;

/** An EQ: carries completions of its CQs, tests and asynchronous events to one MSI-X vector. */
public final class EventQueue extends ArmableQueue {
  private final InterruptSink interrupts;
  private final MemorySegment image = Arena.ofAuto().allocate(Eqe.SIZE, 8);
  private int vector;
  private long raised;

  public EventQueue(
      int id, Ring ring, Client client, int vector, InterruptSink interrupts, Incidents incidents) {
    super(id, ring, Eqe.SIZE, client, incidents);
    this.vector = vector;
    this.interrupts = interrupts;
  }

  /** Posts an event with up to 4 bytes of detail and notifies if armed. */
  public synchronized void post(int type, int detail) {
    Eqe.DETAILS0.set(image, 0, detail);
    if (write(image, Eqe.TYPE.place(type))) {
      notifyIfArmed();
    }
  }

  void postCompletion(int cqId) {
    post(EqeType.COMPLETION, cqId);
  }

  /** Moves the queue to another MSI-X vector. */
  public synchronized void retarget(int newVector) {
    vector = newVector;
  }

  public synchronized int vector() {
    return vector;
  }

  /** Interrupts raised so far. */
  public synchronized long raised() {
    return raised;
  }

  @Override
  void signal() {
    raised++;
    interrupts.raise(vector);
  }
}
