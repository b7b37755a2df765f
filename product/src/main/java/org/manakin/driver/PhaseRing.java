package org.manakin.driver;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.manakin.wire.gdma.Cqe;

/**
 * The consumer's side of a completion or event ring: entries become valid in order, each marked by
 * the owner bits of its last dword, the same in CQE and EQE, which count the device's passes modulo
 * 8. One thread.
 */
final class PhaseRing {
  /** There is no new entry. */
  static final long EMPTY = -1;

  /** The owner bits are of no pass that can be: the device has overrun the ring. */
  static final long OVERRUN = -2;

  private static final int OWNER_MASK = 7;
  private static final VarHandle WORD =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private final MemorySegment ring;
  private final int entries;
  private final int entryBytes;
  private final int phaseShift;
  private int consumer;

  /** A zeroed ring of {@code entries}, a power of two, of {@code entryBytes} each. */
  PhaseRing(MemorySegment ring, int entries, int entryBytes) {
    this.ring = ring;
    this.entries = entries;
    this.entryBytes = entryBytes;
    this.phaseShift = Integer.numberOfTrailingZeros(entries);
    this.consumer = entries;
  }

  MemorySegment memory() {
    return ring;
  }

  int entries() {
    return entries;
  }

  /** Where the next entry starts in {@link #memory()}, {@link #EMPTY} or {@link #OVERRUN}. */
  long poll() {
    long at = (long) (consumer & (entries - 1)) * entryBytes;
    int owner = Cqe.OWNER.of((int) WORD.getAcquire(ring, at + entryBytes - Integer.BYTES));
    int expected = (consumer >>> phaseShift) & OWNER_MASK;
    if (owner == expected) {
      return at;
    }
    return owner == ((expected - 1) & OWNER_MASK) ? EMPTY : OVERRUN;
  }

  /** The entry that {@link #poll} showed is done with. */
  void advance() {
    consumer++;
  }

  /** Entries consumed, plus the size of the ring: what a doorbell reports, modulo 8 rings. */
  int consumer() {
    return consumer;
  }

  /** The consumer position as a doorbell carries it. */
  int tail() {
    return consumer & (8 * entries - 1);
  }
}
