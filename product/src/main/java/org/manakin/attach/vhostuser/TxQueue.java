package org.manakin.attach.vhostuser;

import org.jspecify.annotations.Nullable;
import org.manakin.attach.vnet.VnetHeader;
import org.manakin.observe.Counters;
import org.manakin.packet.Port;

/**
 * Sends what the guest puts into one transmit ring. A frame is given back when it was handed over;
 * that is shown to the guest at the end of each burst, so if this process is killed within a burst,
 * the guest gives its successor up to {@value #BURST} frames that were sent already. The NIC's
 * thread only.
 */
final class TxQueue {
  static final int BURST = 64;

  private final Vring vring;
  private final SplitRing ring;
  private final Scatter scatter;
  private final Transmitter transmitter;
  private int headerBytes = VnetHeader.SIZE;

  TxQueue(Vring vring, GuestRegions regions, Transmitter transmitter) {
    this.vring = vring;
    this.ring = vring.ring();
    this.scatter = new Scatter(regions.guest());
    this.transmitter = transmitter;
  }

  Vring vring() {
    return vring;
  }

  void negotiated(long features) {
    headerBytes =
        (features & (Feature.VERSION_1 | Feature.MRG_RXBUF)) != 0
            ? VnetHeader.SIZE
            : VnetHeader.SHORT_SIZE;
  }

  /** Sends a burst to {@code out}, or drops it; how many frames there were. */
  int work(@Nullable Port out) {
    if (!vring.running()) {
      return 0;
    }
    int available = ring.available();
    if (available == SplitRing.LYING) {
      vring.broken(RingCounter.BROKEN_INDEX);
      return 1;
    }
    if (available == 0) {
      // an entry that came without a kick must not wait for the next
      return ring.enableNotify() ? 1 : 0;
    }
    ring.disableNotify();
    int burst = Math.min(available, BURST);
    int done = 0;
    while (done < burst && sendNext(out)) {
      done++;
    }
    if (done > 0) {
      ring.publish();
      vring.announce();
    }
    if (done < burst) {
      vring.broken(RingCounter.BROKEN_CHAIN);
    }
    return burst;
  }

  /** False if the next chain makes no sense. */
  private boolean sendNext(@Nullable Port out) {
    int head = ring.head(0);
    scatter.clear();
    if (!scatter.add(ring, head, vring.indirect(), false)) {
      return false;
    }
    Counters<RingCounter> counters = vring.counters();
    if (!vring.enabled()) {
      counters.increment(RingCounter.DROPPED_DISABLED);
    } else if (out == null) {
      counters.increment(RingCounter.DROPPED_UNCONNECTED);
    } else {
      RingCounter verdict = transmitter.send(scatter, headerBytes, out);
      counters.increment(verdict);
      if (verdict == RingCounter.FRAMES) {
        counters.add(RingCounter.BYTES, transmitter.frame().length());
        if (transmitter.frame().segmentSize() > 0) {
          counters.increment(RingCounter.SUPER_FRAMES);
        }
      }
    }
    ring.use(head, 0);
    return true;
  }
}
