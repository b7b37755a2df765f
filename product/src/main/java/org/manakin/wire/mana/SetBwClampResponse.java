package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U8;
import org.manakin.wire.gdma.ResponseHeader;

/** Response of {@link ManaCommand#SET_BW_CLAMP}. */
public final class SetBwClampResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "MANA_SET_BW_CLAMP response");
  public static final U8 QOS_UNCONFIGURED = LAYOUT.u8("qos_unconfigured");

  static {
    LAYOUT.reserved(7);
  }

  public static final int SIZE = LAYOUT.size();

  private SetBwClampResponse() {}
}
