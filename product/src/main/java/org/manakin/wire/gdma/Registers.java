package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U64;
import org.manakin.wire.U8;

/**
 * The register map at the start of BAR0 of a Virtual Function (PCI 1414:00ba), written by the
 * device, read by the driver with 32-bit and 64-bit loads (GDMA specification, register map of the
 * VF).
 */
public final class Registers {
  public static final Layout LAYOUT = Layout.of("VF registers");
  public static final U16 MICRO_VERSION = LAYOUT.u16("micro_version");
  public static final U8 MINOR_VERSION = LAYOUT.u8("minor_version");

  /** 0 or 1 is known to drivers; the first dword as all-ones means that the device is gone. */
  public static final U8 MAJOR_VERSION = LAYOUT.u8("major_version");

  static {
    LAYOUT.reserved(4);
  }

  /** Bytes from the start of BAR0 to doorbell page 0. */
  public static final U64 DB_ZONE_OFFSET = LAYOUT.u64("db_zone_offset");

  /** Bytes, a power of two; Linux reads 32 bits here and drops the upper half. */
  public static final U16 DB_PAGE_SIZE = LAYOUT.u16("db_page_size");

  static {
    LAYOUT.reserved(6);
  }

  /** Bytes from the start of BAR0 to the {@link SmcWindow}. */
  public static final U64 SMC_OFFSET = LAYOUT.u64("smc_offset");

  /** Must read {@value SmcWindow#SIZE}. */
  public static final U16 SMC_SIZE = LAYOUT.u16("smc_size");

  static {
    LAYOUT.reserved(6);
  }

  public static final int SIZE = LAYOUT.size();

  private Registers() {}
}
