package org.manakin.wire.mana;

import org.manakin.wire.Bits;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * The inline out-of-band data of a WQE in an Ethernet SQ, short (8 bytes) or long (24 bytes);
 * offsets count from its start, 8 bytes into the WQE (Ethernet specification, transmit). Written by
 * the driver.
 */
public final class TxOob {
  public static final Layout LAYOUT = Layout.of("TX OOB");

  /** Of {@link #PKT_FMT}. */
  public static final int FORMAT_SHORT = 0;

  /** Of {@link #PKT_FMT}. */
  public static final int FORMAT_LONG = 1;

  public static final U32 SHORT0 = LAYOUT.u32("short0");
  public static final Bits PKT_FMT = LAYOUT.bits(SHORT0, "pkt_fmt", 0, 2);
  public static final Bits IS_OUTER_IPV4 = LAYOUT.bits(SHORT0, "is_outer_ipv4", 2, 1);
  public static final Bits IS_OUTER_IPV6 = LAYOUT.bits(SHORT0, "is_outer_ipv6", 3, 1);

  /** Set for IPv6 too when segmenting; ignore it there. */
  public static final Bits COMP_IPHDR_CSUM = LAYOUT.bits(SHORT0, "comp_iphdr_csum", 4, 1);

  public static final Bits COMP_TCP_CSUM = LAYOUT.bits(SHORT0, "comp_tcp_csum", 5, 1);
  public static final Bits COMP_UDP_CSUM = LAYOUT.bits(SHORT0, "comp_udp_csum", 6, 1);

  /** No completion wanted on success; DPDK uses it. */
  public static final Bits SUPPRESS_TXCQE_GEN = LAYOUT.bits(SHORT0, "suppress_txcqe_gen", 7, 1);

  public static final Bits VCQ_NUM = LAYOUT.bits(SHORT0, "vcq_num", 8, 24);
  public static final U32 SHORT1 = LAYOUT.u32("short1");

  /** A hint only: 0 for UDP, garbage from DPDK without TCP checksum. */
  public static final Bits TRANS_OFF = LAYOUT.bits(SHORT1, "trans_off", 0, 10);

  public static final Bits VSQ_FRAME = LAYOUT.bits(SHORT1, "vsq_frame", 10, 14);
  public static final Bits SHORT_VP_OFFSET = LAYOUT.bits(SHORT1, "short_vp_offset", 24, 8);

  public static final int SIZE_SHORT = LAYOUT.size();

  public static final U32 LONG0 = LAYOUT.u32("long0");
  public static final Bits IS_ENCAP = LAYOUT.bits(LONG0, "is_encap", 0, 1);
  public static final Bits INNER_IS_IPV6 = LAYOUT.bits(LONG0, "inner_is_ipv6", 1, 1);
  public static final Bits INNER_TCP_OPT = LAYOUT.bits(LONG0, "inner_tcp_opt", 2, 1);

  /** Insert an 802.1Q tag of the next three. */
  public static final Bits INJECT_VLAN_PRI_TAG = LAYOUT.bits(LONG0, "inject_vlan_pri_tag", 3, 1);

  public static final Bits PCP = LAYOUT.bits(LONG0, "pcp", 16, 3);
  public static final Bits DEI = LAYOUT.bits(LONG0, "dei", 19, 1);
  public static final Bits VLAN_ID = LAYOUT.bits(LONG0, "vlan_id", 20, 12);
  public static final U32 LONG1 = LAYOUT.u32("long1");
  public static final Bits INNER_FRAME_OFFSET = LAYOUT.bits(LONG1, "inner_frame_offset", 0, 10);
  public static final Bits INNER_IP_REL_OFFSET = LAYOUT.bits(LONG1, "inner_ip_rel_offset", 10, 6);
  public static final Bits LONG_VP_OFFSET = LAYOUT.bits(LONG1, "long_vp_offset", 16, 12);

  static {
    LAYOUT.reserved(8);
  }

  public static final int SIZE_LONG = LAYOUT.size();

  private TxOob() {}
}
