package org.manakin.wire.gdma;

import org.manakin.wire.Bits;
import org.manakin.wire.Bytes;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * A completion queue entry, written by the device, its last byte last (GDMA specification, CQE).
 */
public final class Cqe {
  public static final Layout LAYOUT = Layout.of("CQE");

  /** Client's own: hardware channel, Ethernet, RNIC. */
  public static final Bytes DATA = LAYOUT.bytes("data", 60);

  public static final U32 CQE_INFO = LAYOUT.u32("cqe_info");

  /** The SQ or RQ that the completion belongs to. */
  public static final Bits WQ_NUM = LAYOUT.bits(CQE_INFO, "wq_num", 0, 24);

  public static final Bits IS_SQ = LAYOUT.bits(CQE_INFO, "is_sq", 24, 1);

  /** Phase: (entries produced, counted from one ring) / entries, modulo 8. */
  public static final Bits OWNER = LAYOUT.bits(CQE_INFO, "owner", 29, 3);

  public static final int SIZE = LAYOUT.size();

  private Cqe() {}
}
