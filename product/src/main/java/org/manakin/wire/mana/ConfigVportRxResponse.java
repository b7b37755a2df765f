package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.gdma.ResponseHeader;

/** Response of {@link ManaCommand#CONFIG_VPORT_RX}; version 1 is a header alone. */
public final class ConfigVportRxResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "MANA_CONFIG_VPORT_RX response");

  /** Bytes of version 1. */
  public static final int SIZE_V1 = LAYOUT.size();

  /** Version 2: how long the device gathers. */
  public static final U32 CQE_COALESCING_TIMEOUT_NS = LAYOUT.u32("cqe_coalescing_timeout_ns");

  static {
    LAYOUT.reserved(4);
  }

  public static final int SIZE = LAYOUT.size();

  private ConfigVportRxResponse() {}
}
