package org.manakin.wire.gdma;

import java.lang.foreign.MemorySegment;
import org.manakin.wire.Bits;
import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U32;

/**
 * The shared memory channel's window in BAR0, as an ESTABLISH message fills it; the store to {@link
 * #HEADER} hands it to the device (GDMA specification, shared memory channel). Written by both
 * sides, as {@link #OWNER_IS_PF} says whose turn it is.
 */
public final class SmcWindow {
  /** Values of {@link #MSG_TYPE}. */
  public static final int ESTABLISH_HWC = 1;

  public static final int DESTROY_HWC = 2;

  /** Fills the window as {@link SmcTimeoutReport}. */
  public static final int REPORT_HWC_TIMEOUT = 4;

  public static final Layout LAYOUT = Layout.of("SMC window");
  private static final U32 EQ_LOW = LAYOUT.u32("eq_low");
  private static final U16 EQ_MIDDLE = LAYOUT.u16("eq_middle");
  private static final U32 CQ_LOW = LAYOUT.u32("cq_low");
  private static final U16 CQ_MIDDLE = LAYOUT.u16("cq_middle");
  private static final U32 RQ_LOW = LAYOUT.u32("rq_low");
  private static final U16 RQ_MIDDLE = LAYOUT.u16("rq_middle");
  private static final U32 SQ_LOW = LAYOUT.u32("sq_low");
  private static final U16 SQ_MIDDLE = LAYOUT.u16("sq_middle");
  private static final U16 HIGH = LAYOUT.u16("high");

  public static final Frame EQ = new Frame(EQ_LOW, EQ_MIDDLE, HIGH, LAYOUT.bits(HIGH, "eq", 0, 4));
  public static final Frame CQ = new Frame(CQ_LOW, CQ_MIDDLE, HIGH, LAYOUT.bits(HIGH, "cq", 4, 4));
  public static final Frame RQ = new Frame(RQ_LOW, RQ_MIDDLE, HIGH, LAYOUT.bits(HIGH, "rq", 8, 4));
  public static final Frame SQ = new Frame(SQ_LOW, SQ_MIDDLE, HIGH, LAYOUT.bits(HIGH, "sq", 12, 4));

  /** Vector of the hardware channel's EQ. */
  public static final U16 MSIX_INDEX = LAYOUT.u16("msix_index");

  public static final U32 HEADER = LAYOUT.u32("header");
  public static final Bits MSG_TYPE = LAYOUT.bits(HEADER, "msg_type", 0, 3);

  /** A response may carry an equal or lower one. */
  public static final Bits MSG_VERSION = LAYOUT.bits(HEADER, "msg_version", 3, 3);

  /** 0 request, 1 response. */
  public static final Bits DIRECTION = LAYOUT.bits(HEADER, "direction", 7, 1);

  /** In a response: 0 for success. */
  public static final Bits STATUS = LAYOUT.bits(HEADER, "status", 8, 8);

  public static final Bits RESET_VF = LAYOUT.bits(HEADER, "reset_vf", 24, 1);

  /** 1 while the device owns the window. */
  public static final Bits OWNER_IS_PF = LAYOUT.bits(HEADER, "owner_is_pf", 31, 1);

  public static final int SIZE = LAYOUT.size();

  private SmcWindow() {}

  /**
   * The 52-bit page frame number (bus address / 4096) of a queue, scattered over three places of
   * the window.
   */
  public record Frame(U32 low, U16 middle, U16 highs, Bits high) {

    public long get(MemorySegment m, long at) {
      return low.unsigned(m, at)
          | (long) middle.get(m, at) << 32
          | (long) high.of(highs.get(m, at)) << 48;
    }

    /** Stores the number, and leaves the other queues' bits as they are. */
    public void set(MemorySegment m, long at, long frame) {
      low.set(m, at, (int) frame);
      middle.set(m, at, (int) (frame >>> 32));
      int others = highs.get(m, at) & ~high.place(-1);
      highs.set(m, at, others | high.place((int) (frame >>> 48)));
    }
  }
}
