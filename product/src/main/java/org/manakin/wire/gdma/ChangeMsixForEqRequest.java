package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * Request of {@link GdmaCommand#CHANGE_MSIX_FOR_EQ}, sent by OpenVMM's driver: move an EQ to
 * another vector. The response is a header alone.
 */
public final class ChangeMsixForEqRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "GDMA_CHANGE_MSIX_FOR_EQ request");

  /** EQ id. */
  public static final U32 QUEUE_INDEX = LAYOUT.u32("queue_index");

  /** The new vector. */
  public static final U32 MSIX = LAYOUT.u32("msix");

  static {
    LAYOUT.reserved(8);
  }

  public static final int SIZE = LAYOUT.size();

  private ChangeMsixForEqRequest() {}
}
