package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.RequestHeader;

/** Request of {@link ManaCommand#SET_BW_CLAMP}, sent by Linux 7.x's shaper interface. */
public final class SetBwClampRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_SET_BW_CLAMP request");
  public static final U64 VPORT = LAYOUT.u64("vport");

  /** 1 sets, 0 removes. */
  public static final U32 ENABLE_CLAMPING = LAYOUT.u32("enable_clamping");

  /** A multiple of 100; 0 when removing. */
  public static final U32 LINK_SPEED_MBPS = LAYOUT.u32("link_speed_mbps");

  public static final int SIZE = LAYOUT.size();

  private SetBwClampRequest() {}
}
