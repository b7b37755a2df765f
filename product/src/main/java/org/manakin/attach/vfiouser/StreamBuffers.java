package org.manakin.attach.vfiouser;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What one client's stream is read into and answered from. A server has one client at a time and
 * keeps these for the next, so that a client that comes and goes costs no memory.
 */
record StreamBuffers(MemorySegment incoming, MemorySegment outgoing) {
  static StreamBuffers allocate() {
    Arena arena = Arena.ofAuto();
    return new StreamBuffers(
        arena.allocate(Inbox.CAPACITY, Long.BYTES), arena.allocate(Outbox.CAPACITY, Long.BYTES));
  }
}
