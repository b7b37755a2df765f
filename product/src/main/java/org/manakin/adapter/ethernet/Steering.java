package org.manakin.adapter.ethernet;

import org.jspecify.annotations.Nullable;
import org.manakin.packet.Frame;
import org.manakin.packet.RssHash;

/**
 * How a vPort finds the RQ for a frame, as CONFIG_VPORT_RX left it. Immutable: senders read one
 * consistent state, the service thread replaces it whole.
 *
 * @param hash null if receive side scaling is off
 * @param table receive queue by low bits of the hash; a power of two long, or empty
 * @param queues all receive queues, for {@link #flush}
 * @param perCompletion frames that may share a completion: 1, 4 or 8
 */
record Steering(
    @Nullable RssHash hash,
    @Nullable ReceiveQueue[] table,
    @Nullable ReceiveQueue fallback,
    ReceiveQueue[] queues,
    int perCompletion) {

  /** Hands the frame to its queue; false if there is none, or if it accepts none any more. */
  boolean deliver(Frame frame) {
    long value = hash == null ? 0 : hash.of(frame);
    ReceiveQueue queue =
        value == 0 || table.length == 0
            ? fallback
            : table[RssHash.value(value) & (table.length - 1)];
    if (queue == null) {
      return false;
    }
    return queue.receive(frame, value, perCompletion);
  }

  /** Whether every queue has buffers for a burst. */
  boolean hasRoom() {
    for (ReceiveQueue queue : queues) {
      if (!queue.hasRoom()) {
        return false;
      }
    }
    return true;
  }

  void flush() {
    for (ReceiveQueue queue : queues) {
      queue.flush();
    }
  }
}
