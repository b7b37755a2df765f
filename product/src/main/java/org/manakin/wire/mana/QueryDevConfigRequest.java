package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.RequestHeader;

/**
 * Request of {@link ManaCommand#QUERY_DEV_CONFIG}, sent by every driver; by Linux 7.x also before
 * the device is registered.
 */
public final class QueryDevConfigRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_QUERY_DEV_CONFIG request");
  public static final U64 MN_DRV_CAP_FLAGS1 = LAYOUT.u64("mn_drv_cap_flags1");
  public static final U64 MN_DRV_CAP_FLAGS2 = LAYOUT.u64("mn_drv_cap_flags2");
  public static final U64 MN_DRV_CAP_FLAGS3 = LAYOUT.u64("mn_drv_cap_flags3");
  public static final U64 MN_DRV_CAP_FLAGS4 = LAYOUT.u64("mn_drv_cap_flags4");
  public static final U32 PROTO_MAJOR_VER = LAYOUT.u32("proto_major_ver");
  public static final U32 PROTO_MINOR_VER = LAYOUT.u32("proto_minor_ver");
  public static final U32 PROTO_MICRO_VER = LAYOUT.u32("proto_micro_ver");

  static {
    LAYOUT.reserved(4);
  }

  public static final int SIZE = LAYOUT.size();

  private QueryDevConfigRequest() {}
}
