package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.RequestHeader;

/** Request of {@link ManaCommand#QUERY_PHY_STAT}, sent by Linux 7.x for ethtool. */
public final class QueryPhyStatRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_QUERY_PHY_STAT request");

  /** 0. */
  public static final U64 REQ_STATS = LAYOUT.u64("req_stats");

  public static final int SIZE = LAYOUT.size();

  private QueryPhyStatRequest() {}
}
