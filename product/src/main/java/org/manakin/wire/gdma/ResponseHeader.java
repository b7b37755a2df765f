package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U32;

/**
 * The header of every response on the hardware channel, device to driver (GDMA specification,
 * message headers).
 */
public final class ResponseHeader {
  public static final Layout LAYOUT = Layout.of("response header");
  public static final U32 HDR_TYPE = LAYOUT.u32("hdr_type");

  /** Equal to the request's. */
  public static final U32 MSG_TYPE = LAYOUT.u32("msg_type");

  /** The version produced; at least 1, never above the one asked for. */
  public static final U16 MSG_VERSION = LAYOUT.u16("msg_version");

  /** Copied from the request. */
  public static final U16 HWC_MSG_ID = LAYOUT.u16("hwc_msg_id");

  /** Bytes produced. */
  public static final U32 MSG_SIZE = LAYOUT.u32("msg_size");

  /** Copied from the request. */
  public static final U16 DEV_TYPE = LAYOUT.u16("dev_type");

  /** Copied from the request. */
  public static final U16 DEV_INSTANCE = LAYOUT.u16("dev_instance");

  /** Copied from the request. */
  public static final U32 ACTIVITY_ID = LAYOUT.u32("activity_id");

  /** {@link Status} */
  public static final U32 STATUS = LAYOUT.u32("status");

  static {
    LAYOUT.reserved(4);
  }

  public static final int SIZE = LAYOUT.size();

  private ResponseHeader() {}
}
