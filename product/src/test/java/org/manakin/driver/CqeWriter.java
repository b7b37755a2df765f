package org.manakin.driver;

import java.lang.foreign.MemorySegment;
import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.mana.RxCqe;
import org.manakin.wire.mana.RxPpi;
import org.manakin.wire.mana.RxPpiPair;
import org.manakin.wire.mana.TxCqe;

/** Plays the device's side of a CQ: writes completions with the owner bits of the current pass. */
final class CqeWriter {
  private final MemorySegment ring;
  private final int entries;
  private final int wqId;
  private int producer;

  CqeWriter(MemorySegment ring, int entries, int wqId) {
    this.ring = ring;
    this.entries = entries;
    this.wqId = wqId;
    this.producer = entries;
  }

  void sent(int type, int wqeOffset) {
    long at = start();
    TxCqe.FLAGS.set(
        ring, at, TxCqe.CQE_TYPE.place(type) | TxCqe.CLIENT_TYPE.place(TxCqe.CLIENT_TYPE_MANA));
    TxCqe.OFFSETS.set(ring, at, TxCqe.TX_WQE_OFFSET.place(wqeOffset / 32));
    finish(at, true);
  }

  void received(int type, int flags, int... lengths) {
    long at = start();
    RxCqe.TYPE_INFO.set(ring, at, RxCqe.CQE_TYPE.place(type));
    RxCqe.FLAGS.set(ring, at, flags);
    for (int i = 0; i < lengths.length; i++) {
      long ppi = at + RxCqe.PPI.offset() + (long) i * RxPpi.SIZE;
      RxPpi.PKT_LEN.set(ring, ppi, lengths[i]);
      RxPpi.PKT_HASH.set(ring, ppi, hash(i));
    }
    finish(at, false);
  }

  void receivedPairs(int type, int... lengths) {
    long at = start();
    RxCqe.TYPE_INFO.set(ring, at, RxCqe.CQE_TYPE.place(type));
    for (int i = 0; i < lengths.length; i++) {
      long ppi = at + RxCqe.PPI.offset() + (long) (i / 2) * RxPpiPair.SIZE;
      (i % 2 == 0 ? RxPpiPair.PKT_LEN0 : RxPpiPair.PKT_LEN1).set(ring, ppi, lengths[i]);
      (i % 2 == 0 ? RxPpiPair.PKT_HASH0 : RxPpiPair.PKT_HASH1).set(ring, ppi, hash(i));
    }
    finish(at, false);
  }

  static int hash(int packet) {
    return 0xa0000000 + packet;
  }

  private long start() {
    long at = (long) (producer % entries) * Cqe.SIZE;
    ring.asSlice(at, Cqe.SIZE - Integer.BYTES).fill((byte) 0);
    return at;
  }

  private void finish(long at, boolean sq) {
    Cqe.CQE_INFO.set(
        ring,
        at,
        Cqe.WQ_NUM.place(wqId) | Cqe.IS_SQ.place(sq ? 1 : 0) | Cqe.OWNER.place(producer / entries));
    producer++;
  }
}
