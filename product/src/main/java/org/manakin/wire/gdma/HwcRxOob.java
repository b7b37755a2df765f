package org.manakin.wire.gdma;

import org.manakin.wire.Bits;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * The data of the completion that delivers a response in the hardware channel's RQ, at byte 0 of
 * the {@link Cqe} (GDMA specification, HWC transport). Linux uses the offset and the size only.
 */
public final class HwcRxOob {
  public static final Layout LAYOUT = Layout.of("HWC RX OOB");
  public static final U32 FLAGS = LAYOUT.u32("flags");
  public static final Bits TYPE = LAYOUT.bits(FLAGS, "type", 0, 6);
  public static final Bits EOM = LAYOUT.bits(FLAGS, "eom", 6, 1);
  public static final Bits SOM = LAYOUT.bits(FLAGS, "som", 7, 1);
  public static final Bits VENDOR_ERR = LAYOUT.bits(FLAGS, "vendor_err", 8, 8);
  public static final U32 SRC = LAYOUT.u32("src");
  public static final Bits SRC_VIRT_WQ = LAYOUT.bits(SRC, "src_virt_wq", 0, 24);
  public static final Bits SRC_VFID = LAYOUT.bits(SRC, "src_vfid", 24, 8);

  static {
    LAYOUT.reserved(4);
  }

  /** Byte position of the RQ WQE that received the response. */
  public static final U32 WQE_OFFSET = LAYOUT.u32("wqe_offset");

  public static final U32 WQE_ADDR_HIGH = LAYOUT.u32("wqe_addr_high");
  public static final U32 CLIENT_DATA = LAYOUT.u32("client_data");
  public static final Bits CLIENT_DATA_UNIT = LAYOUT.bits(CLIENT_DATA, "client_data_unit", 0, 14);

  /** Bytes of the response. */
  public static final U32 TX_OOB_DATA_SIZE = LAYOUT.u32("tx_oob_data_size");

  public static final U32 CHUNK = LAYOUT.u32("chunk");
  public static final Bits CHUNK_OFFSET = LAYOUT.bits(CHUNK, "chunk_offset", 0, 21);

  public static final int SIZE = LAYOUT.size();

  private HwcRxOob() {}
}
