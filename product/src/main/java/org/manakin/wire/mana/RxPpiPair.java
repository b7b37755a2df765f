package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U32;

/** One entry of {@link RxCqe#PPI} in a {@link RxCqeType#COALESCED_8}: two packets. */
public final class RxPpiPair {
  public static final Layout LAYOUT = Layout.of("RX per-packet info, pair");
  public static final U32 PKT_HASH0 = LAYOUT.u32("pkt_hash0");

  /** Bytes without FCS; 0 ends the list. */
  public static final U16 PKT_LEN0 = LAYOUT.u16("pkt_len0");

  /** Bytes without FCS; 0 ends the list. */
  public static final U16 PKT_LEN1 = LAYOUT.u16("pkt_len1");

  public static final U32 PKT_HASH1 = LAYOUT.u32("pkt_hash1");

  public static final int SIZE = LAYOUT.size();

  private RxPpiPair() {}
}
