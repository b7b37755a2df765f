package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.U8;

/** Request of {@link GdmaCommand#CREATE_QUEUE}; Ethernet drivers create EQs alone this way. */
public final class CreateQueueRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "GDMA_CREATE_QUEUE request");

  /** {@link QueueType} */
  public static final U32 TYPE = LAYOUT.u32("type");

  static {
    LAYOUT.reserved(4);
  }

  public static final U32 PDID = LAYOUT.u32("pdid");
  public static final U32 DOORBELL_ID = LAYOUT.u32("doorbell_id");

  /** Handle of the ring's DMA region; the queue owns it from success on. */
  public static final U64 GDMA_REGION = LAYOUT.u64("gdma_region");

  static {
    LAYOUT.reserved(4);
  }

  /** Bytes. */
  public static final U32 QUEUE_SIZE = LAYOUT.u32("queue_size");

  /** EQ only; what it means is not public. */
  public static final U32 LOG2_THROTTLE_LIMIT = LAYOUT.u32("log2_throttle_limit");

  /** EQ only: MSI-X vector. */
  public static final U32 EQ_PCI_MSIX_INDEX = LAYOUT.u32("eq_pci_msix_index");

  public static final U32 CQ_MOD_CTX_ID = LAYOUT.u32("cq_mod_ctx_id");

  /** CQ only: the EQ that gets its completion events. */
  public static final U32 CQ_PARENT_EQ_ID = LAYOUT.u32("cq_parent_eq_id");

  public static final U8 RQ_DROP_ON_OVERRUN = LAYOUT.u8("rq_drop_on_overrun");
  public static final U8 RQ_ERR_ON_WQE_OVERFLOW = LAYOUT.u8("rq_err_on_wqe_overflow");
  public static final U8 RQ_CHAIN_REC_WQES = LAYOUT.u8("rq_chain_rec_wqes");
  public static final U8 SQ_HW_DB = LAYOUT.u8("sq_hw_db");

  static {
    LAYOUT.reserved(4);
  }

  public static final int SIZE = LAYOUT.size();

  private CreateQueueRequest() {}
}
