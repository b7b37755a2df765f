package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.RequestHeader;

/** Request of {@link ManaCommand#QUERY_LINK_CONFIG}, sent by Linux 7.x. */
public final class QueryLinkConfigRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_QUERY_LINK_CONFIG request");
  public static final U64 VPORT = LAYOUT.u64("vport");

  public static final int SIZE = LAYOUT.size();

  private QueryLinkConfigRequest() {}
}
