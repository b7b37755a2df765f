package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.RequestHeader;

/** Request of {@link ManaCommand#QUERY_GF_STAT}, sent by Linux 7.x every 2 seconds. */
public final class QueryGfStatRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_QUERY_GF_STAT request");

  /** Mask of {@link GfStat} bits. */
  public static final U64 REQ_STATS = LAYOUT.u64("req_stats");

  public static final int SIZE = LAYOUT.size();

  private QueryGfStatRequest() {}
}
