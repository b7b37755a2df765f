package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * Request of {@link GdmaCommand#QUERY_HWC_TIMEOUT}, sent by Linux to a device with {@link
 * DeviceCapability#QUERY_HWC_TIMEOUT}.
 */
public final class QueryHwcTimeoutRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "GDMA_QUERY_HWC_TIMEOUT request");

  /** The driver's present value, milliseconds. */
  public static final U32 TIMEOUT_MS = LAYOUT.u32("timeout_ms");

  static {
    LAYOUT.reserved(4);
  }

  public static final int SIZE = LAYOUT.size();

  private QueryHwcTimeoutRequest() {}
}
