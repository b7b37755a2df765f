package org.manakin.wire.mana;

import org.manakin.wire.Bytes;
import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.U8;
import org.manakin.wire.gdma.RequestHeader;

/**
 * Request of {@link ManaCommand#CONFIG_VPORT_RX}: receive steering. Version 2 adds coalescing, 5
 * the hash types and coalescing of eight. The table of RQ handles, 8 bytes each, stands at {@link
 * #INDIR_TAB_OFFSET}, which differs between versions.
 */
public final class ConfigVportRxRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "MANA_CONFIG_VPORT_RX request");

  /** Of {@link #RX_ENABLE} and {@link #RSS_ENABLE}. */
  public static final int OFF = 0;

  /** Of {@link #RX_ENABLE} and {@link #RSS_ENABLE}. */
  public static final int ON = 1;

  /** Of {@link #RX_ENABLE} and {@link #RSS_ENABLE}. */
  public static final int UNCHANGED = 0xffffffff;

  public static final U64 VPORT = LAYOUT.u64("vport");
  public static final U16 NUM_INDIR_ENTRIES = LAYOUT.u16("num_indir_entries");

  /** Bytes from the start of the message. */
  public static final U16 INDIR_TAB_OFFSET = LAYOUT.u16("indir_tab_offset");

  public static final U32 RX_ENABLE = LAYOUT.u32("rx_enable");
  public static final U32 RSS_ENABLE = LAYOUT.u32("rss_enable");
  public static final U8 UPDATE_DEFAULT_RXOBJ = LAYOUT.u8("update_default_rxobj");
  public static final U8 UPDATE_HASHKEY = LAYOUT.u8("update_hashkey");
  public static final U8 UPDATE_INDIR_TAB = LAYOUT.u8("update_indir_tab");

  static {
    LAYOUT.reserved(1);
  }

  /** RQ handle for what the table does not spread. */
  public static final U64 DEFAULT_RXOBJ = LAYOUT.u64("default_rxobj");

  public static final Bytes HASHKEY = LAYOUT.bytes("hashkey", 40);

  /** Bytes of version 1 without the table. */
  public static final int SIZE_V1 = LAYOUT.size();

  /** Version 2. */
  public static final U8 CQE_COALESCING_ENABLE = LAYOUT.u8("cqe_coalescing_enable");

  static {
    LAYOUT.reserved(3);
  }

  /** Version 5: {@link RssHashType} */
  public static final U16 RSS_HASH_TYPES = LAYOUT.u16("rss_hash_types");

  /** Version 5. */
  public static final U8 CQE8_COALESCING_ENABLE = LAYOUT.u8("cqe8_coalescing_enable");

  static {
    LAYOUT.reserved(1);
  }

  /** Bytes of version 5 without the table; versions 2 to 5 have one size. */
  public static final int SIZE = LAYOUT.size();

  /**
   * Where the table's first RQ handle stands from version 2 on; go by {@link #INDIR_TAB_OFFSET}.
   */
  public static final U64 INDIR_TAB = LAYOUT.u64("indir_tab");

  private ConfigVportRxRequest() {}
}
