package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * Response of {@link GdmaCommand#REGISTER_DEVICE}, whose request is a header alone that names the
 * device: what all queues of that client use.
 */
public final class RegisterDeviceResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "GDMA_REGISTER_DEVICE response");

  /** Protection domain; not all-ones. */
  public static final U32 PDID = LAYOUT.u32("pdid");

  /** Memory key that covers every bus address of the guest. */
  public static final U32 GPA_MKEY = LAYOUT.u32("gpa_mkey");

  /** Doorbell page. */
  public static final U32 DB_ID = LAYOUT.u32("db_id");

  public static final int SIZE = LAYOUT.size();

  private RegisterDeviceResponse() {}
}
