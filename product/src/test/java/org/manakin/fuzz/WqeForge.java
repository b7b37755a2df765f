package org.manakin.fuzz;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.Sge;
import org.manakin.wire.gdma.Wqe;
import org.manakin.wire.mana.TxOob;

/** Work requests: good ones, nearly good ones, and none at all. */
final class WqeForge {
  private static final int FRAME_PAGE = 40;
  private static final int BUFFER_PAGES = 8;
  private static final int BUFFER_BYTES = 2048;
  private static final int LIST_AFTER_SHORT = 16;
  private static final int LIST_AFTER_LONG = 32;

  private final Input in;
  private final Guest guest;
  private final GuestSpace space;

  WqeForge(Input in, Guest guest, GuestSpace space) {
    this.in = in;
    this.guest = guest;
    this.space = space;
  }

  /** An address that is good, or just not. */
  long address() {
    long low = GuestSpace.LOW.bus();
    long seam = GuestSpace.BEHIND_SEAM.bus();
    long end = seam + GuestSpace.BEHIND_SEAM.bytes();
    return switch (in.pick(14)) {
      case 0, 1, 2 -> low + (long) FRAME_PAGE * GuestSpace.PAGE + in.u16();
      case 3 -> seam - in.u8();
      case 4 -> end - in.u8();
      case 5 -> GuestSpace.READ_ONLY.bus() + in.u8();
      case 6 -> GuestSpace.HIGH.bus() + in.u16();
      case 7 -> GuestSpace.HIGH.bus() + GuestSpace.HIGH.bytes() - in.u8();
      case 8 -> GuestSpace.HIGH.bus() - in.u8();
      case 9 -> -1L - in.u8();
      case 10 -> Long.MAX_VALUE - in.u8();
      case 11 -> low + in.u16();
      case 12 -> 0;
      default -> in.i64();
    };
  }

  int length() {
    return (int) in.pick(0, 1, 13, 14, 54, 64, 100, 1500, 4096, 9014, 65535, 65536, -1, 1 << 20)
        + (in.chance(4) ? in.i32() : 0);
  }

  private Guest.Queue queue(int type) {
    List<Guest.Queue> ours = guest.queues.stream().filter(q -> q.type == type).toList();
    return ours.isEmpty()
        ? new Guest.Queue(type, in.u8(), 0, 0, FRAME_PAGE, GuestSpace.PAGE)
        : ours.get(in.pick(ours.size()));
  }

  /** A frame, in one or more pieces, with offloads; each part may be wrong. */
  void send() {
    Guest.Queue sq = queue(QueueType.SQ);
    byte[] frame = FrameForge.frame(in, Neighbour.MAC);
    space.write(GuestSpace.LOW, (long) FRAME_PAGE * GuestSpace.PAGE, frame);
    boolean isLong = in.chance(3);
    int list = isLong ? LIST_AFTER_LONG : LIST_AFTER_SHORT;
    int pieces = 1 + in.pick(4);
    int odd = in.chance(4) ? in.pick(28) : 0;
    MemorySegment wqe = MemorySegment.ofArray(new byte[units(list + (pieces + odd) * Sge.SIZE)]);
    int mss = in.chance(3) ? (int) in.pick(1460, 536, 1, 8960, 0, 0x3fff) : -1;
    Wqe.FLAGS.set(
        wqe,
        0,
        Wqe.NUM_SGE.place(pieces + odd)
            | Wqe.INLINE_OOB_SIZE.place(isLong ? Wqe.OOB_CODE_24 : Wqe.OOB_CODE_8)
            | Wqe.CLIENT_OOB_IN_SGL.place(mss >= 0 ? 1 : 0)
            | Wqe.CLIENT_DATA_UNIT.place(Math.max(mss, 0)));
    oob(wqe, sq, isLong);
    long at = list;
    int from = 0;
    for (int i = 0; i < pieces; i++) {
      int until = i == pieces - 1 ? frame.length : Math.min(frame.length, from + 14 + in.u8());
      Guest.sge(
          wqe,
          at,
          Guest.bus(FRAME_PAGE) + from,
          in.chance(32) ? in.i32() : guest.key,
          until - from);
      from = until;
      at += Sge.SIZE;
    }
    for (int i = 0; i < odd; i++, at += Sge.SIZE) {
      Guest.sge(wqe, at, address(), guest.key, length());
    }
    spoil(wqe);
    int copies = in.chance(8) ? in.u8() : 1;
    for (int i = 0; i < copies; i++) {
      guest.push(sq, wqe);
    }
    guest.ring(sq, guest.doorbellPage);
  }

  private void oob(MemorySegment wqe, Guest.Queue sq, boolean isLong) {
    int offloads = in.u8();
    TxOob.SHORT0.set(
        wqe,
        Wqe.SIZE,
        TxOob.PKT_FMT.place(isLong ? TxOob.FORMAT_LONG : TxOob.FORMAT_SHORT)
            | (offloads & ~3)
            | TxOob.VCQ_NUM.place(sq.cq));
    if (isLong) {
      TxOob.LONG0.set(wqe, Wqe.SIZE, in.i32() & ~1);
    }
  }

  private void spoil(MemorySegment wqe) {
    int changes = in.chance(4) ? in.pick(4) : 0;
    for (int i = 0; i < changes; i++) {
      wqe.set(ValueLayout.JAVA_BYTE, in.u8() % wqe.byteSize(), (byte) in.u8());
    }
  }

  /** Receive buffers as a driver posts them. */
  void postGoodBuffers(Guest.Queue rq, int count) {
    for (int i = 0; i < count; i++) {
      MemorySegment wqe = MemorySegment.ofArray(new byte[Wqe.BASIC_UNIT]);
      Wqe.FLAGS.set(wqe, 0, Wqe.NUM_SGE.place(1) | Wqe.INLINE_OOB_SIZE.place(Wqe.OOB_CODE_8));
      long address = GuestSpace.HIGH.bus() + (long) (i % BUFFER_PAGES) * GuestSpace.PAGE;
      Guest.sge(wqe, LIST_AFTER_SHORT, address, guest.key, BUFFER_BYTES);
      guest.push(rq, wqe);
    }
    guest.ring(rq, guest.doorbellPage);
  }

  /** A receive buffer anywhere, in any number of pieces. */
  void postBuffer() {
    Guest.Queue rq = queue(QueueType.RQ);
    int pieces = in.chance(4) ? in.pick(32) : 1 + in.pick(3);
    MemorySegment wqe =
        MemorySegment.ofArray(new byte[units(LIST_AFTER_SHORT + pieces * Sge.SIZE)]);
    Wqe.FLAGS.set(wqe, 0, Wqe.NUM_SGE.place(pieces) | Wqe.INLINE_OOB_SIZE.place(in.pick(8)));
    for (int i = 0; i < pieces; i++) {
      int key = in.chance(32) ? in.i32() : guest.key;
      Guest.sge(wqe, LIST_AFTER_SHORT + (long) i * Sge.SIZE, address(), key, length());
    }
    guest.push(rq, wqe);
    guest.ring(rq, guest.doorbellPage);
  }

  /** Any bytes, and a tail that need not be where they end. */
  void raw() {
    Guest.Queue queue = queue(in.chance(2) ? QueueType.SQ : QueueType.RQ);
    byte[] bytes = in.bytes(in.u8() * 2);
    guest.push(queue, MemorySegment.ofArray(bytes));
    int tail = queue.tail;
    queue.tail += in.chance(4) ? in.i32() : 0;
    guest.ring(queue, guest.doorbellPage);
    queue.tail = tail;
  }

  private static int units(int bytes) {
    return (bytes + Wqe.BASIC_UNIT - 1) & -Wqe.BASIC_UNIT;
  }
}
