package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/** Response of {@link GdmaCommand#QUERY_HWC_TIMEOUT}. */
public final class QueryHwcTimeoutResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "GDMA_QUERY_HWC_TIMEOUT response");

  /** What the driver uses from now on, milliseconds; not 0. */
  public static final U32 TIMEOUT_MS = LAYOUT.u32("timeout_ms");

  static {
    LAYOUT.reserved(4);
  }

  public static final int SIZE = LAYOUT.size();

  private QueryHwcTimeoutResponse() {}
}
