package org.manakin.wire.gdma;

import org.manakin.wire.Bits;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * The inline out-of-band data of a request's WQE in the hardware channel's SQ, written by the
 * driver (GDMA specification, HWC transport).
 */
public final class HwcTxOob {
  public static final Layout LAYOUT = Layout.of("HWC TX OOB");

  static {
    LAYOUT.reserved(8);
  }

  public static final U32 VRQ = LAYOUT.u32("vrq");
  public static final Bits VRQ_ID = LAYOUT.bits(VRQ, "vrq_id", 0, 24);
  public static final Bits DEST_VFID = LAYOUT.bits(VRQ, "dest_vfid", 24, 8);
  public static final U32 VRCQ = LAYOUT.u32("vrcq");
  public static final Bits VRCQ_ID = LAYOUT.bits(VRCQ, "vrcq_id", 0, 24);
  public static final U32 VSCQ = LAYOUT.u32("vscq");

  /** The channel's own CQ. */
  public static final Bits VSCQ_ID = LAYOUT.bits(VSCQ, "vscq_id", 0, 24);

  public static final Bits LOOPBACK = LAYOUT.bits(VSCQ, "loopback", 24, 1);
  public static final Bits LSO_OVERRIDE = LAYOUT.bits(VSCQ, "lso_override", 25, 1);
  public static final Bits DEST_PF = LAYOUT.bits(VSCQ, "dest_pf", 26, 1);
  public static final U32 VSQ = LAYOUT.u32("vsq");

  /** The channel's own SQ. */
  public static final Bits VSQ_ID = LAYOUT.bits(VSQ, "vsq_id", 0, 24);

  public static final int SIZE = LAYOUT.size();

  private HwcTxOob() {}
}
