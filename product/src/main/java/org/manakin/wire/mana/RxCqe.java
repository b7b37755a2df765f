package org.manakin.wire.mana;

import org.manakin.wire.Bits;
import org.manakin.wire.Bytes;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * The data of an Ethernet RQ's completion, before {@link org.manakin.wire.gdma.Cqe#CQE_INFO}
 * (Ethernet specification, RX CQE).
 */
public final class RxCqe {
  public static final Layout LAYOUT = Layout.of("RX CQE data");

  /** Entries of {@link #PPI}, each a {@link RxPpi} or a {@link RxPpiPair}. */
  public static final int PPI_COUNT = 4;

  public static final U32 TYPE_INFO = LAYOUT.u32("type_info");

  /** {@link RxCqeType} */
  public static final Bits CQE_TYPE = LAYOUT.bits(TYPE_INFO, "cqe_type", 0, 6);

  public static final Bits CLIENT_TYPE = LAYOUT.bits(TYPE_INFO, "client_type", 6, 2);
  public static final Bits VENDOR_ERR = LAYOUT.bits(TYPE_INFO, "vendor_err", 8, 24);
  public static final U32 FLAGS = LAYOUT.u32("flags");
  public static final Bits RX_VLAN_ID = LAYOUT.bits(FLAGS, "rx_vlan_id", 0, 12);

  /** A tag was stripped. */
  public static final Bits RX_VLANTAG_PRESENT = LAYOUT.bits(FLAGS, "rx_vlantag_present", 12, 1);

  public static final Bits RX_OUTER_IPHDR_CSUM_SUCCEED =
      LAYOUT.bits(FLAGS, "rx_outer_iphdr_csum_succeed", 13, 1);
  public static final Bits RX_OUTER_IPHDR_CSUM_FAIL =
      LAYOUT.bits(FLAGS, "rx_outer_iphdr_csum_fail", 14, 1);

  /** {@link RssHashType}, 0 for no hash. */
  public static final Bits RX_HASHTYPE = LAYOUT.bits(FLAGS, "rx_hashtype", 16, 9);

  /** Linux trusts the TCP and UDP results only together with this, IPv6 included. */
  public static final Bits RX_IPHDR_CSUM_SUCCEED =
      LAYOUT.bits(FLAGS, "rx_iphdr_csum_succeed", 25, 1);

  public static final Bits RX_IPHDR_CSUM_FAIL = LAYOUT.bits(FLAGS, "rx_iphdr_csum_fail", 26, 1);
  public static final Bits RX_TCP_CSUM_SUCCEED = LAYOUT.bits(FLAGS, "rx_tcp_csum_succeed", 27, 1);
  public static final Bits RX_TCP_CSUM_FAIL = LAYOUT.bits(FLAGS, "rx_tcp_csum_fail", 28, 1);
  public static final Bits RX_UDP_CSUM_SUCCEED = LAYOUT.bits(FLAGS, "rx_udp_csum_succeed", 29, 1);
  public static final Bits RX_UDP_CSUM_FAIL = LAYOUT.bits(FLAGS, "rx_udp_csum_fail", 30, 1);

  /** Per-packet information. */
  public static final Bytes PPI = LAYOUT.bytes("ppi", PPI_COUNT * RxPpi.SIZE);

  /** Where the first WQE starts; the unit is open, Linux does not read it. */
  public static final U32 RX_WQE_OFFSET = LAYOUT.u32("rx_wqe_offset");

  public static final int SIZE = LAYOUT.size();

  private RxCqe() {}
}
