package org.manakin.attach.vhostuser;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manakin.packet.Port;

/** All rings of a NIC: of pair p, ring 2p is the receive ring and 2p + 1 the transmit ring. */
final class Rings {
  private static final RxQueue[] NONE = {};

  private final RxQueue[] rx;
  private final TxQueue[] tx;
  private volatile RxQueue[] active = NONE;

  /**
   * @param alarm makes the NIC's thread look at {@link #takeBreak}; any thread
   */
  Rings(SyntheticConfig config, GuestRegions regions, DirtyLog log, Runnable alarm) {
    int pairs = config.queuePairs();
    Transmitter transmitter = new Transmitter(regions.window(), config);
    rx = new RxQueue[pairs];
    tx = new TxQueue[pairs];
    for (int i = 0; i < pairs; i++) {
      rx[i] = new RxQueue(new Vring(2 * i, regions, log, alarm), regions, log);
      tx[i] = new TxQueue(new Vring(2 * i + 1, regions, log, alarm), regions, transmitter);
    }
  }

  int pairs() {
    return rx.length;
  }

  RxQueue rx(int pair) {
    return rx[pair];
  }

  TxQueue tx(int pair) {
    return tx[pair];
  }

  /** The ring of that number; null if there is none. */
  @Nullable Vring ring(long index) {
    if (index < 0 || index >= 2L * rx.length) {
      return null;
    }
    int pair = (int) index / 2;
    return index % 2 == 0 ? rx[pair].vring() : tx[pair].vring();
  }

  /** The receive queues that frames may go to just now. Any thread; not to be changed. */
  RxQueue[] active() {
    return active;
  }

  /** Notes which receive queues can take frames. On the NIC's thread, after each change. */
  void refresh() {
    List<RxQueue> usable = new ArrayList<>();
    for (RxQueue queue : rx) {
      if (queue.usable()) {
        usable.add(queue);
      }
    }
    active = usable.toArray(NONE);
  }

  /** Runs {@code change} while nobody is at work on a receive ring. On the NIC's thread. */
  void exclusively(Runnable change) {
    exclusively(0, change);
  }

  private void exclusively(int from, Runnable change) {
    if (from == rx.length) {
      change.run();
      return;
    }
    synchronized (rx[from].vring()) {
      exclusively(from + 1, change);
    }
  }

  void negotiated(long features) {
    for (int i = 0; i < rx.length; i++) {
      rx[i].negotiated(features);
      tx[i].negotiated(features);
      rx[i].vring().negotiated(features);
      tx[i].vring().negotiated(features);
    }
  }

  void enableAll() {
    for (int i = 0; i < rx.length; i++) {
      rx[i].vring().setEnabled(true);
      tx[i].vring().setEnabled(true);
    }
  }

  /** Finds running rings again; a running ring that is not in memory any more stops. */
  boolean resolve() {
    boolean all = true;
    for (int i = 0; i < rx.length; i++) {
      all &= rx[i].vring().resolve();
      all &= tx[i].vring().resolve();
    }
    return all;
  }

  /** Sends a burst of each transmit ring to {@code out}; how many frames there were. */
  int transmit(@Nullable Port out) {
    int done = 0;
    for (TxQueue queue : tx) {
      done += queue.work(out);
    }
    if (done > 0 && out != null) {
      out.flush();
    }
    return done;
  }

  /** A ring that broke and was not told of; null if there is none. */
  @Nullable Vring takeBreak() {
    for (int i = 0; i < rx.length; i++) {
      if (rx[i].vring().takeBreak()) {
        return rx[i].vring();
      }
      if (tx[i].vring().takeBreak()) {
        return tx[i].vring();
      }
    }
    return null;
  }
}
