package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.U8;
import org.manakin.wire.gdma.ResponseHeader;

/**
 * Response of {@link ManaCommand#QUERY_DEV_CONFIG}; version 2 adds the MTU, 3 the host mode, 4 the
 * link speed. Versions 2 to 4 have one size.
 */
public final class QueryDevConfigResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "MANA_QUERY_DEV_CONFIG response");
  public static final long CAP_LINK_STATUS_QUERY = 1L << 0;
  public static final long CAP_ETHERTYPE_ENFORCEMENT = 1L << 1;
  public static final long CAP_FILTER_STATE_QUERY = 1L << 2;

  /** {@link RxCqeType#COALESCED_8} may be asked for. */
  public static final long CAP_RX_COALESCED_8 = 1L << 5;

  public static final U64 PF_CAP_FLAGS1 = LAYOUT.u64("pf_cap_flags1");
  public static final U64 PF_CAP_FLAGS2 = LAYOUT.u64("pf_cap_flags2");
  public static final U64 PF_CAP_FLAGS3 = LAYOUT.u64("pf_cap_flags3");
  public static final U64 PF_CAP_FLAGS4 = LAYOUT.u64("pf_cap_flags4");

  /** At least 1. */
  public static final U16 MAX_NUM_VPORTS = LAYOUT.u16("max_num_vports");

  /** Version 3; matters to a Physical Function's driver only. */
  public static final U8 BM_HOSTMODE = LAYOUT.u8("bm_hostmode");

  static {
    LAYOUT.reserved(1);
  }

  /** Advisory. */
  public static final U32 MAX_NUM_EQS = LAYOUT.u32("max_num_eqs");

  public static final int SIZE_V1 = LAYOUT.size();

  /** Version 2: bytes of the longest frame, Ethernet header included. */
  public static final U16 ADAPTER_MTU = LAYOUT.u16("adapter_mtu");

  static {
    LAYOUT.reserved(2);
  }

  /** Version 4; 0 for unknown. */
  public static final U32 ADAPTER_LINK_SPEED_MBPS = LAYOUT.u32("adapter_link_speed_mbps");

  public static final int SIZE = LAYOUT.size();

  private QueryDevConfigResponse() {}
}
