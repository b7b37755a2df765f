package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.RequestHeader;

/**
 * Request of {@link ManaCommand#CONFIG_VPORT_TX}, sent whenever a port opens; nothing undoes it.
 */
public final class ConfigVportTxRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_CONFIG_VPORT_TX request");
  public static final U64 VPORT = LAYOUT.u64("vport");

  /** Protection domain whose queues may use the port. */
  public static final U32 PDID = LAYOUT.u32("pdid");

  public static final U32 DOORBELL_PAGEID = LAYOUT.u32("doorbell_pageid");

  public static final int SIZE = LAYOUT.size();

  private ConfigVportTxRequest() {}
}
