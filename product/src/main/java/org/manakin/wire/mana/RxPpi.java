package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U32;

/** One entry of {@link RxCqe#PPI} in a completion of one to four packets. */
public final class RxPpi {
  public static final Layout LAYOUT = Layout.of("RX per-packet info");

  /** Bytes without FCS; 0 ends the list. */
  public static final U16 PKT_LEN = LAYOUT.u16("pkt_len");

  static {
    LAYOUT.reserved(6);
  }

  public static final U32 PKT_HASH = LAYOUT.u32("pkt_hash");

  public static final int SIZE = LAYOUT.size();

  private RxPpi() {}
}
