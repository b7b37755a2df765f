package org.manakin.driver;

import java.lang.foreign.MemorySegment;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.wire.gdma.Cqe;

/** One completion queue: 64-byte entries and the doorbell that reports and arms it. One thread. */
final class Cq {
  /** A tail must be reported before 8 passes are unreported; half of that leaves room. */
  private static final int PASSES_PER_REPORT = 4;

  private final int id;
  private final PhaseRing ring;
  private final DoorbellPage doorbells;
  private int reported;
  private boolean signalled;
  private long events;
  private long overruns;

  Cq(int id, DmaBuffer memory, int entries, DoorbellPage doorbells) {
    this.id = id;
    this.ring = new PhaseRing(memory.segment(), entries, Cqe.SIZE);
    this.doorbells = doorbells;
    this.reported = ring.consumer();
  }

  int id() {
    return id;
  }

  MemorySegment memory() {
    return ring.memory();
  }

  /** Where the next completion starts in {@link #memory()}; negative if there is none. */
  long poll() {
    long at = ring.poll();
    if (at == PhaseRing.OVERRUN) {
      overruns++;
    }
    return at;
  }

  /** The completion is read; tells the device now and then. */
  void advance() {
    ring.advance();
    if (ring.consumer() - reported >= PASSES_PER_REPORT * ring.entries()) {
      report(false);
    }
  }

  /** Reports what was consumed and asks for one event when there is more. */
  void arm() {
    report(true);
  }

  /** Reports what was consumed; the device disarms the queue. */
  void report() {
    report(false);
  }

  private void report(boolean arm) {
    reported = ring.consumer();
    doorbells.cq(id, ring.tail(), arm);
  }

  /** An event queue brought a completion event for this queue. */
  void signal() {
    signalled = true;
    events++;
  }

  /** Whether there was a completion event since the last call. */
  boolean takeSignal() {
    boolean was = signalled;
    signalled = false;
    return was;
  }

  /** Completion events seen in all. */
  long events() {
    return events;
  }

  /** How often the owner bits made no sense. */
  long overruns() {
    return overruns;
  }
}
