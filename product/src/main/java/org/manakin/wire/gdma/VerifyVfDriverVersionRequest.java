package org.manakin.wire.gdma;

import org.manakin.wire.Bytes;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U64;

/**
 * Request of {@link GdmaCommand#VERIFY_VF_DRIVER_VERSION}: every driver announces its protocol
 * versions, capabilities and operating system.
 */
public final class VerifyVfDriverVersionRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "GDMA_VERIFY_VF_DRIVER_VERSION request");
  public static final U64 PROTOCOL_VER_MIN = LAYOUT.u64("protocol_ver_min");
  public static final U64 PROTOCOL_VER_MAX = LAYOUT.u64("protocol_ver_max");

  /** {@link DriverCapability} */
  public static final U64 GD_DRV_CAP_FLAGS1 = LAYOUT.u64("gd_drv_cap_flags1");

  public static final U64 GD_DRV_CAP_FLAGS2 = LAYOUT.u64("gd_drv_cap_flags2");
  public static final U64 GD_DRV_CAP_FLAGS3 = LAYOUT.u64("gd_drv_cap_flags3");
  public static final U64 GD_DRV_CAP_FLAGS4 = LAYOUT.u64("gd_drv_cap_flags4");
  public static final U64 DRV_VER = LAYOUT.u64("drv_ver");

  /** 0x10 Linux, 0x20 Windows, 0x30 other, 0x60 OpenHCL. */
  public static final U32 OS_TYPE = LAYOUT.u32("os_type");

  static {
    LAYOUT.reserved(4);
  }

  public static final U32 OS_VER_MAJOR = LAYOUT.u32("os_ver_major");
  public static final U32 OS_VER_MINOR = LAYOUT.u32("os_ver_minor");
  public static final U32 OS_VER_BUILD = LAYOUT.u32("os_ver_build");
  public static final U32 OS_VER_PLATFORM = LAYOUT.u32("os_ver_platform");

  static {
    LAYOUT.reserved(8);
  }

  /** Linux: the system's name. */
  public static final Bytes OS_VER_STR1 = LAYOUT.bytes("os_ver_str1", 128);

  /** Linux: the kernel's release. */
  public static final Bytes OS_VER_STR2 = LAYOUT.bytes("os_ver_str2", 128);

  /** Linux: the kernel's version. */
  public static final Bytes OS_VER_STR3 = LAYOUT.bytes("os_ver_str3", 128);

  public static final Bytes OS_VER_STR4 = LAYOUT.bytes("os_ver_str4", 128);

  public static final int SIZE = LAYOUT.size();

  private VerifyVfDriverVersionRequest() {}
}
