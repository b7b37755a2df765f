package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U32;

/**
 * The header of every request on the hardware channel, driver to device (GDMA specification,
 * message headers).
 */
public final class RequestHeader {
  public static final Layout LAYOUT = Layout.of("request header");

  /** 0, the standard header. */
  public static final U32 HDR_TYPE = LAYOUT.u32("hdr_type");

  /** Command code: {@link GdmaCommand} below 0x10000, MANA from 0x20000, RNIC from 0x30000. */
  public static final U32 MSG_TYPE = LAYOUT.u32("msg_type");

  /** Version of this request's layout. */
  public static final U16 MSG_VERSION = LAYOUT.u16("msg_version");

  /** The requester's slot; the response carries the same. */
  public static final U16 HWC_MSG_ID = LAYOUT.u16("hwc_msg_id");

  /** Bytes of the whole request, this header included. */
  public static final U32 MSG_SIZE = LAYOUT.u32("msg_size");

  public static final U32 RESP_HDR_TYPE = LAYOUT.u32("resp_hdr_type");
  public static final U32 RESP_MSG_TYPE = LAYOUT.u32("resp_msg_type");

  /** The highest version of the response that the driver understands. */
  public static final U16 RESP_MSG_VERSION = LAYOUT.u16("resp_msg_version");

  public static final U16 RESP_HWC_MSG_ID = LAYOUT.u16("resp_hwc_msg_id");

  /** Bytes of the driver's response structure. */
  public static final U32 RESP_MSG_SIZE = LAYOUT.u32("resp_msg_size");

  /** {@link DeviceType}, 0 for none. */
  public static final U16 DEV_TYPE = LAYOUT.u16("dev_type");

  public static final U16 DEV_INSTANCE = LAYOUT.u16("dev_instance");
  public static final U32 ACTIVITY_ID = LAYOUT.u32("activity_id");

  public static final int SIZE = LAYOUT.size();

  private RequestHeader() {}
}
