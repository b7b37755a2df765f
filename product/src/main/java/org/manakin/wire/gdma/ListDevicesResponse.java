package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U32;

/** Response of {@link GdmaCommand#LIST_DEVICES}, whose request is a header alone. */
public final class ListDevicesResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "GDMA_LIST_DEVICES response");
  public static final int MAX_DEVS = 64;

  /** Bytes from one device's entry to the next. */
  public static final int DEV_STRIDE = 4;

  /** Entries that are not all zero. */
  public static final U32 NUM_OF_DEVS = LAYOUT.u32("num_of_devs");

  static {
    LAYOUT.reserved(4);
  }

  /** {@link DeviceType} of entry 0; entry i stands {@code i * DEV_STRIDE} further on. */
  public static final U16 DEV_TYPE = LAYOUT.u16("dev_type");

  /** Instance of entry 0, as {@link #DEV_TYPE}. */
  public static final U16 DEV_INSTANCE = LAYOUT.u16("dev_instance");

  static {
    LAYOUT.reserved((MAX_DEVS - 1) * DEV_STRIDE);
  }

  public static final int SIZE = LAYOUT.size();

  private ListDevicesResponse() {}
}
