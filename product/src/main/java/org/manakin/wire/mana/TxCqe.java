package org.manakin.wire.mana;

import org.manakin.wire.Bits;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * The data of an Ethernet SQ's completion, before {@link org.manakin.wire.gdma.Cqe#CQE_INFO}
 * (Ethernet specification, TX completion).
 */
public final class TxCqe {
  public static final Layout LAYOUT = Layout.of("TX CQE data");

  /** Linux abandons the batch at any other. */
  public static final int CLIENT_TYPE_MANA = 1;

  public static final U32 FLAGS = LAYOUT.u32("flags");

  /** {@link TxCqeType} */
  public static final Bits CQE_TYPE = LAYOUT.bits(FLAGS, "cqe_type", 0, 6);

  public static final Bits CLIENT_TYPE = LAYOUT.bits(FLAGS, "client_type", 6, 2);
  public static final Bits VENDOR_ERR = LAYOUT.bits(FLAGS, "vendor_err", 8, 24);
  public static final U32 TX_DATA_OFFSET = LAYOUT.u32("tx_data_offset");
  public static final U32 OFFSETS = LAYOUT.u32("offsets");
  public static final Bits TX_SGL_OFFSET = LAYOUT.bits(OFFSETS, "tx_sgl_offset", 0, 5);

  /** Where the WQE starts, in basic units. */
  public static final Bits TX_WQE_OFFSET = LAYOUT.bits(OFFSETS, "tx_wqe_offset", 5, 27);

  static {
    LAYOUT.reserved(48);
  }

  public static final int SIZE = LAYOUT.size();

  private TxCqe() {}
}
