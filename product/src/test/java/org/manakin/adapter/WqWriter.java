package org.manakin.adapter;

import java.lang.foreign.MemorySegment;
import org.manakin.wire.gdma.Doorbell;
import org.manakin.wire.gdma.Sge;
import org.manakin.wire.gdma.Wqe;

/** A driver's side of an SQ or RQ: writes WQEs around the ring, unit by unit, and rings. */
public final class WqWriter {
  private final AdapterBed bed;
  private final long[] pages;
  private final int bytes;
  private final int doorbell;
  private int id;
  private int page;
  private int tail;

  /**
   * @param doorbell offset in the doorbell page
   */
  public WqWriter(AdapterBed bed, long[] pages, int bytes, int doorbell) {
    this.bed = bed;
    this.pages = pages;
    this.bytes = bytes;
    this.doorbell = doorbell;
  }

  /** The device's number for the queue, and the page its doorbell is in. */
  public WqWriter named(int newId, int newPage) {
    id = newId;
    page = newPage;
    return this;
  }

  public int id() {
    return id;
  }

  /** Bytes posted so far, modulo 2^32. */
  public int tail() {
    return tail;
  }

  /** A piece of guest memory in a WQE. */
  public record Piece(long address, long bytes, int key) {}

  /**
   * A WQE.
   *
   * @param oob inline OOB, of 8 or 24 bytes
   * @param mss bytes per segment of a large send; 0 for an ordinary WQE
   */
  public static MemorySegment wqe(MemorySegment oob, int mss, Piece... pieces) {
    int oobBytes = (int) oob.byteSize();
    int list = (Wqe.SIZE + oobBytes + Sge.SIZE - 1) & -Sge.SIZE;
    int size = (list + pieces.length * Sge.SIZE + Wqe.BASIC_UNIT - 1) & -Wqe.BASIC_UNIT;
    MemorySegment m = MemorySegment.ofArray(new byte[size]);
    Wqe.FLAGS.set(
        m,
        0,
        Wqe.NUM_SGE.place(pieces.length)
            | Wqe.INLINE_OOB_SIZE.place(oobBytes / 4)
            | Wqe.CLIENT_OOB_IN_SGL.place(mss == 0 ? 0 : 1)
            | Wqe.CLIENT_DATA_UNIT.place(mss));
    MemorySegment.copy(oob, 0, m, Wqe.SIZE, oobBytes);
    for (int i = 0; i < pieces.length; i++) {
      long at = list + (long) i * Sge.SIZE;
      Sge.ADDRESS.set(m, at, pieces[i].address);
      Sge.MEM_KEY.set(m, at, pieces[i].key);
      Sge.BUFFER_SIZE.set(m, at, (int) pieces[i].bytes);
    }
    return m;
  }

  /** Writes a WQE without telling the device. */
  public WqWriter put(MemorySegment wqe) {
    for (long done = 0; done < wqe.byteSize(); done += Wqe.BASIC_UNIT) {
      int position = Integer.remainderUnsigned(tail, bytes);
      long at = AdapterBed.place(pages[position / AdapterBed.PAGE]) + position % AdapterBed.PAGE;
      MemorySegment.copy(wqe, done, bed.window(), at, Wqe.BASIC_UNIT);
      tail += Wqe.BASIC_UNIT;
    }
    return this;
  }

  /** Tells the device of everything written. */
  public void ring() {
    ring(tail);
  }

  public void ring(int position) {
    bed.ring(
        page,
        doorbell,
        Doorbell.WQ_ID.placeLong(id)
            | Doorbell.WQ_TAIL_PTR.placeLong(Integer.toUnsignedLong(position)));
  }
}
