package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.gdma.RequestHeader;

/**
 * Request of {@link ManaCommand#QUERY_VPORT_CONFIG}, sent when a port is probed and attached again.
 */
public final class QueryVportConfigRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_QUERY_VPORT_CONFIG request");

  /** From 0. */
  public static final U32 VPORT_INDEX = LAYOUT.u32("vport_index");

  public static final int SIZE = LAYOUT.size();

  private QueryVportConfigRequest() {}
}
