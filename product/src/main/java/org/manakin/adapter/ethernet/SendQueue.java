package org.manakin.adapter.ethernet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.manakin.adapter.gdma.CompletionQueue;
import org.manakin.adapter.gdma.WorkQueue;
import org.manakin.adapter.gdma.WqeView;
import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.gdma.Wqe;
import org.manakin.wire.mana.TxCqe;
import org.manakin.wire.mana.TxCqeType;
import org.manakin.wire.mana.TxOob;

/** An SQ with its CQ: sends WQEs in order and completes each of them. The service thread only. */
final class SendQueue {
  private static final long HANDLE_KIND = 0x1_0000_0000L;

  private final WorkQueue wq;
  private final CompletionQueue cq;
  private final Vport vport;
  private final WqeView wqe = new WqeView();
  private final MemorySegment completion = Arena.ofAuto().allocate(Cqe.SIZE, 8);
  private boolean queued;

  SendQueue(WorkQueue wq, CompletionQueue cq, Vport vport) {
    this.wq = wq;
    this.cq = cq;
    this.vport = vport;
  }

  WorkQueue wq() {
    return wq;
  }

  /** The handle by which the driver ends this queue. */
  long handle() {
    return HANDLE_KIND | wq.id();
  }

  CompletionQueue cq() {
    return cq;
  }

  /** Marks the queue as waiting for its turn; true if it was not before. */
  boolean enqueue() {
    boolean first = !queued;
    queued = true;
    return first;
  }

  void dequeued() {
    queued = false;
  }

  /**
   * Sends at most {@code budget} WQEs.
   *
   * @return how many were sent; less than the budget if nothing is left, or sending must rest
   */
  int send(int budget) {
    int done = 0;
    boolean sound = !wq.stopped();
    while (done < budget && vport.mayTransmit() && wq.peek(wqe)) {
      int type = vport.transmit(wqe, wq, cq.id());
      boolean suppressed =
          type == TxCqeType.OKAY
              && TxOob.SUPPRESS_TXCQE_GEN.in(TxOob.SHORT0.get(wqe.image(), Wqe.SIZE));
      if (!suppressed) {
        complete(type);
      }
      wq.consume(wqe.bytes());
      done++;
    }
    if (sound && wq.stopped()) {
      vport.countCorrupt();
      complete(TxCqeType.GDMA_ERR);
      done++;
    }
    if (done > 0) {
      cq.announce();
      vport.flushOut();
    }
    return done;
  }

  /** Completes everything posted as not sent. */
  void giveUp() {
    int done = 0;
    for (; wq.peek(wqe); done++) {
      complete(TxCqeType.VPORT_DISABLED);
      wq.consume(wqe.bytes());
    }
    if (done > 0) {
      vport.countGivenUp(done);
      cq.announce();
    }
  }

  private void complete(int type) {
    TxCqe.FLAGS.set(
        completion,
        0,
        TxCqe.CQE_TYPE.place(type) | TxCqe.CLIENT_TYPE.place(TxCqe.CLIENT_TYPE_MANA));
    TxCqe.OFFSETS.set(completion, 0, TxCqe.TX_WQE_OFFSET.place(wq.unitPosition()));
    cq.post(completion, wq.id(), true);
  }
}
