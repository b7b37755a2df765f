package org.manakin.driver;

import java.lang.foreign.MemorySegment;
import org.manakin.wire.gdma.Sge;
import org.manakin.wire.gdma.Wqe;

/**
 * The producer's side of an SQ or RQ ring: WQEs of whole 32-byte units, positions in bytes, running
 * freely modulo 2^32. One thread.
 */
final class WorkQueue {
  private final MemorySegment ring;
  private final int size;
  private int head;
  private int tail;

  WorkQueue(MemorySegment ring, int size) {
    this.ring = ring;
    this.size = size;
  }

  MemorySegment memory() {
    return ring;
  }

  int size() {
    return size;
  }

  /** Bytes that WQEs may take before one completes. */
  int free() {
    return size - (head - tail);
  }

  /** Where the byte {@code into} the next WQE lies in {@link #memory()}. */
  int at(int into) {
    return (head + into) & (size - 1);
  }

  /** Writes the SGE that starts {@code into} bytes after the start of the next WQE. */
  void writeSge(int into, long address, int memoryKey, int bytes) {
    long at = at(into);
    Sge.ADDRESS.set(ring, at, address);
    Sge.MEM_KEY.set(ring, at, memoryKey);
    Sge.BUFFER_SIZE.set(ring, at, bytes);
  }

  /** The next WQE is written and takes {@code bytes}, a multiple of {@link Wqe#BASIC_UNIT}. */
  void push(int bytes) {
    head += bytes;
  }

  /** The oldest WQE, of {@code bytes}, is completed. */
  void release(int bytes) {
    tail += bytes;
  }

  /** The producer position: what a doorbell carries. */
  int head() {
    return head;
  }

  /** Where the oldest WQE that is not completed starts, as a free-running position. */
  int tail() {
    return tail;
  }

  static int roundToUnit(int bytes) {
    return (bytes + Wqe.BASIC_UNIT - 1) & -Wqe.BASIC_UNIT;
  }
}
