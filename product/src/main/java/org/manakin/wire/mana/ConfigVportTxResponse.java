package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U8;
import org.manakin.wire.gdma.ResponseHeader;

/** Response of {@link ManaCommand#CONFIG_VPORT_TX}. */
public final class ConfigVportTxResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "MANA_CONFIG_VPORT_TX response");

  /** Value for every {@link TxOob}; 0 stays clear of the drivers' differences. */
  public static final U16 TX_VPORT_OFFSET = LAYOUT.u16("tx_vport_offset");

  public static final U8 SHORT_FORM_ALLOWED = LAYOUT.u8("short_form_allowed");

  static {
    LAYOUT.reserved(1);
  }

  public static final int SIZE = LAYOUT.size();

  private ConfigVportTxResponse() {}
}
