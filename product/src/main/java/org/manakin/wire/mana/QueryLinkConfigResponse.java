package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U8;
import org.manakin.wire.gdma.ResponseHeader;

/** Response of {@link ManaCommand#QUERY_LINK_CONFIG}; drivers ask for version 2. */
public final class QueryLinkConfigResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "MANA_QUERY_LINK_CONFIG response");

  /** The most that the virtual machine's size allows. */
  public static final U32 QOS_SPEED_MBPS = LAYOUT.u32("qos_speed_mbps");

  /** Not 0: the speed is unknown. */
  public static final U8 QOS_UNCONFIGURED = LAYOUT.u8("qos_unconfigured");

  static {
    LAYOUT.reserved(3);
  }

  /** The limit now in force. */
  public static final U32 LINK_SPEED_MBPS = LAYOUT.u32("link_speed_mbps");

  static {
    LAYOUT.reserved(4);
  }

  public static final int SIZE = LAYOUT.size();

  private QueryLinkConfigResponse() {}
}
