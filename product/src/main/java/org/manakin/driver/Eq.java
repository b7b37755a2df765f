package org.manakin.driver;

import org.jspecify.annotations.Nullable;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.wire.gdma.Eqe;

/** One event queue: 16-byte entries, one interrupt vector. One thread. */
final class Eq {
  /** Until the device names its id and doorbell page, the queue rings nothing. */
  private static final int NO_ID = -1;

  private final PhaseRing ring;
  private final DmaBuffer memory;
  private final int vector;
  private int id = NO_ID;
  private @Nullable DoorbellPage doorbells;
  private int tests;
  private long events;
  private long overruns;

  Eq(DmaBuffer memory, int entries, int vector) {
    this.memory = memory;
    this.ring = new PhaseRing(memory.segment(), entries, Eqe.SIZE);
    this.vector = vector;
  }

  /** The device has given the queue its id and doorbell page. */
  void named(int eqId, DoorbellPage page) {
    id = eqId;
    doorbells = page;
  }

  int id() {
    return id;
  }

  int vector() {
    return vector;
  }

  DmaBuffer memory() {
    return memory;
  }

  /**
   * Hands all new events to {@code events}, then asks for an interrupt at the next one; rings
   * nothing if there was no event.
   */
  int process(EventSink sink) {
    int n = 0;
    for (long at = ring.poll(); at >= 0; at = ring.poll()) {
      int data = Eqe.DETAILS0.get(ring.memory(), at);
      int word = Eqe.EQE_INFO.get(ring.memory(), at);
      ring.advance();
      n++;
      sink.event(this, Eqe.TYPE.of(word), data);
    }
    if (ring.poll() == PhaseRing.OVERRUN) {
      overruns++;
    }
    events += n;
    if (n > 0) {
      arm();
    }
    return n;
  }

  /** Reports what was consumed and asks for one interrupt when there is more. */
  void arm() {
    DoorbellPage page = doorbells;
    if (page != null) {
      page.eq(id, ring.tail(), true);
    }
  }

  /** A test event has arrived. */
  void test() {
    tests++;
  }

  /** Test events that arrived so far. */
  int tests() {
    return tests;
  }

  long events() {
    return events;
  }

  long overruns() {
    return overruns;
  }

  /** Where the entries of an event queue go. */
  @FunctionalInterface
  interface EventSink {
    void event(Eq eq, int type, int data);
  }
}
