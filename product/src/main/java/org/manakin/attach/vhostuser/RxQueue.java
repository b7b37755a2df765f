package org.manakin.attach.vhostuser;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.manakin.attach.vnet.VnetEncoder;
import org.manakin.attach.vnet.VnetHeader;
import org.manakin.packet.Finisher;
import org.manakin.packet.Frame;

/**
 * Puts frames into the buffers of one receive ring. Frames come on the threads of their senders;
 * everything here is guarded by the ring's monitor.
 */
final class RxQueue {
  /** Buffers of one page's half for what one large send becomes. */
  private static final int BURST = 48;

  private final Vring vring;
  private final SplitRing ring;
  private final DirtyLog log;
  private final MemorySegment window;
  private final Scatter scatter;
  private final VnetEncoder encoder = new VnetEncoder();
  private final Finisher finisher = new Finisher(this::put);
  private final MemorySegment header = Arena.ofAuto().allocate(VnetHeader.SIZE, Long.BYTES);
  private final int[] heads = new int[SplitRing.MOST_ENTRIES];
  private final int[] filled = new int[SplitRing.MOST_ENTRIES];
  private long features;
  private int headerBytes = VnetHeader.SIZE;
  private int chains;
  private boolean unannounced;

  RxQueue(Vring vring, GuestRegions regions, DirtyLog log) {
    this.vring = vring;
    this.ring = vring.ring();
    this.log = log;
    this.window = regions.window();
    this.scatter = new Scatter(regions.guest());
  }

  Vring vring() {
    return vring;
  }

  void negotiated(long driverFeatures) {
    synchronized (vring) {
      features = driverFeatures;
      headerBytes =
          has(Feature.VERSION_1) || has(Feature.MRG_RXBUF)
              ? VnetHeader.SIZE
              : VnetHeader.SHORT_SIZE;
    }
  }

  /** Whether frames may go into this ring. */
  boolean usable() {
    return vring.running() && vring.enabled();
  }

  /** Takes a frame, on the thread of its sender. */
  void deliver(Frame frame) {
    synchronized (vring) {
      if (!vring.running()) {
        vring.counters().increment(RingCounter.DROPPED_NOT_RUNNING);
        return;
      }
      try {
        if (guestFinishes(frame)) {
          put(frame);
        } else {
          finisher.deliver(frame);
        }
      } catch (InternalError e) {
        // How the JVM reports a SIGBUS; whose memory it was cannot be told.
        vring.counters().increment(RingCounter.DROPPED_MEMORY_VANISHED);
      }
    }
  }

  /** The sender's burst is over: the guest is told. */
  void flush() {
    if (!unannounced) {
      return;
    }
    synchronized (vring) {
      unannounced = false;
      try {
        if (vring.running()) {
          vring.announce();
        }
      } catch (InternalError e) {
        vring.counters().increment(RingCounter.DROPPED_MEMORY_VANISHED);
      }
    }
  }

  /** Whether the driver has given enough buffers for what one large send becomes. */
  boolean hasRoom() {
    synchronized (vring) {
      if (!vring.running()) {
        return true;
      }
      try {
        int available = ring.available();
        return available == SplitRing.LYING || available >= Math.min(BURST, ring.size() / 2);
      } catch (InternalError e) {
        return true;
      }
    }
  }

  /** Whether the guest has taken all that was put in. */
  boolean drained() {
    synchronized (vring) {
      try {
        return !vring.running() || ring.consumed();
      } catch (InternalError e) {
        return true;
      }
    }
  }

  private boolean has(long feature) {
    return (features & feature) != 0;
  }

  /** Whether the guest takes the frame as it is. */
  private boolean guestFinishes(Frame frame) {
    if (frame.segmentSize() > 0) {
      long needed = frame.headers().ipv4() ? Feature.GUEST_TSO4 : Feature.GUEST_TSO6;
      return has(needed)
          && has(Feature.GUEST_CSUM)
          && (has(Feature.GUEST_ECN) || !VnetEncoder.reducesWindow(frame));
    }
    return !frame.checksumPartial() || has(Feature.GUEST_CSUM);
  }

  /** Puts a frame that the guest can take into the next buffers. */
  private void put(Frame frame) {
    if (!vring.running()) {
      // broke with a segment before this one
      return;
    }
    int copied = encoder.encode(frame, header, 0);
    if (copied == VnetEncoder.IMPOSSIBLE) {
      vring.counters().increment(RingCounter.DROPPED_MALFORMED);
      return;
    }
    if (!has(Feature.GUEST_CSUM)) {
      VnetHeader.FLAGS.set(header, 0, 0);
    }
    int total = headerBytes + frame.length();
    if (!gather(total)) {
      return;
    }
    if (headerBytes == VnetHeader.SIZE) {
      VnetHeader.BUFFERS.set(header, 0, chains);
    }
    fill(frame, copied, total);
    for (int i = 0; i < chains; i++) {
      ring.use(heads[i], filled[i]);
    }
    ring.publish();
    unannounced = true;
    vring.counters().increment(RingCounter.FRAMES);
    vring.counters().add(RingCounter.BYTES, frame.length());
    if (frame.segmentSize() > 0) {
      vring.counters().increment(RingCounter.SUPER_FRAMES);
    }
  }

  /** Finds buffers for {@code total} bytes; false if there are none, which is counted. */
  private boolean gather(int total) {
    int available = ring.available();
    if (available == SplitRing.LYING) {
      vring.broken(RingCounter.BROKEN_INDEX);
      return false;
    }
    boolean mergeable = has(Feature.MRG_RXBUF);
    scatter.clear();
    chains = 0;
    int found = 0;
    while (found < total) {
      if (chains == available) {
        vring.counters().increment(RingCounter.DROPPED_NO_BUFFERS);
        return false;
      }
      if (chains > 0 && !mergeable) {
        vring.counters().increment(RingCounter.DROPPED_TOO_LONG);
        return false;
      }
      int head = ring.head(chains);
      if (!scatter.add(ring, head, vring.indirect(), true)) {
        vring.broken(RingCounter.BROKEN_CHAIN);
        return false;
      }
      int now = (int) Math.min(total, scatter.bytes());
      heads[chains] = head;
      filled[chains] = now - found;
      chains++;
      found = now;
    }
    if (scatter.overflowed()) {
      vring.counters().increment(RingCounter.DROPPED_TOO_LONG);
      return false;
    }
    return true;
  }

  /** Copies header and frame, {@code copied} bytes of it from the encoder, into the buffers. */
  private void fill(Frame frame, int copied, int total) {
    int own = headerBytes + copied;
    int done = 0;
    for (int i = 0; done < total; i++) {
      long place = scatter.place(i);
      int bytes = (int) Math.min(scatter.length(i), total - done);
      int from = done;
      int end = done + bytes;
      if (from < headerBytes) {
        int n = Math.min(end, headerBytes) - from;
        MemorySegment.copy(header, from, window, place, n);
        from += n;
      }
      if (from < own && from < end) {
        int n = Math.min(end, own) - from;
        MemorySegment.copy(
            encoder.headers(), from - (long) headerBytes, window, place + from - done, n);
        from += n;
      }
      if (from < end) {
        frame.copyTo(from - headerBytes, window, place + from - done, end - from);
      }
      log.mark(scatter.address(i), bytes);
      done = end;
    }
  }
}
