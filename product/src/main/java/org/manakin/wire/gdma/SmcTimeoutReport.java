package org.manakin.wire.gdma;

import org.manakin.wire.Bits;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * The shared-memory window of a REPORT_HWC_TIMEOUT message, sent by OpenVMM's driver; diagnostic
 * only (GDMA specification, shared memory channel).
 */
public final class SmcTimeoutReport {
  public static final Layout LAYOUT = Layout.of("SMC timeout report");

  /** Bytes, free-running from 0. */
  public static final U32 RQ_POSITION = LAYOUT.u32("rq_position");

  /** Bytes, free-running from 0. */
  public static final U32 SQ_POSITION = LAYOUT.u32("sq_position");

  /** Bytes consumed, free-running from the ring size. */
  public static final U32 CQ_POSITION = LAYOUT.u32("cq_position");

  /** Bytes consumed, free-running from the ring size. */
  public static final U32 EQ_POSITION = LAYOUT.u32("eq_position");

  static {
    LAYOUT.reserved(8);
  }

  public static final U32 TIMEOUT_INFO = LAYOUT.u32("timeout_info");
  public static final Bits WAIT_MS = LAYOUT.bits(TIMEOUT_INFO, "wait_ms", 0, 24);
  public static final Bits LAST_COMMAND_FAILED =
      LAYOUT.bits(TIMEOUT_INFO, "last_command_failed", 24, 1);
  public static final Bits INTERRUPT_LOSS_SUSPECTED =
      LAYOUT.bits(TIMEOUT_INFO, "interrupt_loss_suspected", 25, 1);

  /** As {@link SmcWindow#HEADER}. */
  public static final U32 HEADER = LAYOUT.u32("header");

  public static final int SIZE = LAYOUT.size();

  private SmcTimeoutReport() {}
}
