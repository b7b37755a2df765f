package org.manakin.wire.gdma;

import org.manakin.wire.Bits;
import org.manakin.wire.Layout;
import org.manakin.wire.U64;

/**
 * A doorbell: one 64-bit store into a doorbell page, whose offset in the page tells the kind of
 * queue (GDMA specification, doorbells). A WQ's tail is bytes, free-running modulo 2^32; the tail
 * of a CQ or EQ is entries modulo eight times those of the ring.
 */
public final class Doorbell {
  /** Offsets in the doorbell page. */
  public static final int SQ_OFFSET = 0x000;

  public static final int RQ_OFFSET = 0x400;

  /** Written by libmana for every RC queue pair. */
  public static final int RQ_CLIENT_OFFSET = 0x408;

  public static final int CQ_OFFSET = 0x800;
  public static final int DIM_OFFSET = 0x820;
  public static final int EQ_OFFSET = 0xff8;

  /** Bytes of one doorbell. */
  public static final int SIZE = 8;

  public static final Layout WQ_LAYOUT = Layout.of("WQ doorbell");
  public static final U64 WQ = WQ_LAYOUT.u64("wq");
  public static final Bits WQ_ID = WQ_LAYOUT.bits(WQ, "id", 0, 24);

  /** RQ: new WQEs; drivers disagree on it, so it means nothing. */
  public static final Bits WQ_WQE_CNT = WQ_LAYOUT.bits(WQ, "wqe_cnt", 24, 8);

  public static final Bits WQ_TAIL_PTR = WQ_LAYOUT.bits(WQ, "tail_ptr", 32, 32);

  public static final Layout CQ_LAYOUT = Layout.of("CQ doorbell");
  public static final U64 CQ = CQ_LAYOUT.u64("cq");
  public static final Bits CQ_ID = CQ_LAYOUT.bits(CQ, "id", 0, 24);
  public static final Bits CQ_TAIL_PTR = CQ_LAYOUT.bits(CQ, "tail_ptr", 32, 31);
  public static final Bits CQ_ARM = CQ_LAYOUT.bits(CQ, "arm", 63, 1);

  public static final Layout EQ_LAYOUT = Layout.of("EQ doorbell");
  public static final U64 EQ = EQ_LAYOUT.u64("eq");
  public static final Bits EQ_ID = EQ_LAYOUT.bits(EQ, "id", 0, 16);
  public static final Bits EQ_TAIL_PTR = EQ_LAYOUT.bits(EQ, "tail_ptr", 32, 31);
  public static final Bits EQ_ARM = EQ_LAYOUT.bits(EQ, "arm", 63, 1);

  /** Interrupt moderation of one CQ. */
  public static final Layout DIM_LAYOUT = Layout.of("DIM doorbell");

  public static final U64 DIM = DIM_LAYOUT.u64("dim");
  public static final Bits DIM_ID = DIM_LAYOUT.bits(DIM, "id", 0, 24);
  public static final Bits DIM_MOD_USEC = DIM_LAYOUT.bits(DIM, "mod_usec", 32, 10);
  public static final Bits DIM_MOD_USEC_VLD = DIM_LAYOUT.bits(DIM, "mod_usec_vld", 47, 1);
  public static final Bits DIM_MOD_COMPS = DIM_LAYOUT.bits(DIM, "mod_comps", 48, 8);
  public static final Bits DIM_MOD_COMPS_VLD = DIM_LAYOUT.bits(DIM, "mod_comps_vld", 63, 1);

  private Doorbell() {}
}
