package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.ResponseHeader;

/**
 * Response of {@link ManaCommand#QUERY_GF_STAT}: counters of the whole adapter. The names follow
 * Linux, which puts broadcast before multicast; the bits of {@link GfStat} and OpenVMM's
 * definitions suggest the reverse, and no device source decides it.
 */
public final class QueryGfStatResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "MANA_QUERY_GF_STAT response");

  /** Mask of {@link GfStat} bits that are filled. */
  public static final U64 REPORTED_STATS = LAYOUT.u64("reported_stats");

  public static final U64 RX_DISCARDS_NOWQE = LAYOUT.u64("rx_discards_nowqe");
  public static final U64 RX_ERR_VPORT_DISABLED = LAYOUT.u64("rx_err_vport_disabled");
  public static final U64 HC_RX_BYTES = LAYOUT.u64("hc_rx_bytes");
  public static final U64 HC_RX_UCAST_PKTS = LAYOUT.u64("hc_rx_ucast_pkts");
  public static final U64 HC_RX_UCAST_BYTES = LAYOUT.u64("hc_rx_ucast_bytes");
  public static final U64 HC_RX_BCAST_PKTS = LAYOUT.u64("hc_rx_bcast_pkts");
  public static final U64 HC_RX_BCAST_BYTES = LAYOUT.u64("hc_rx_bcast_bytes");
  public static final U64 HC_RX_MCAST_PKTS = LAYOUT.u64("hc_rx_mcast_pkts");
  public static final U64 HC_RX_MCAST_BYTES = LAYOUT.u64("hc_rx_mcast_bytes");
  public static final U64 TX_ERR_GF_DISABLED = LAYOUT.u64("tx_err_gf_disabled");
  public static final U64 TX_ERR_VPORT_DISABLED = LAYOUT.u64("tx_err_vport_disabled");
  public static final U64 TX_ERR_INVAL_VPORT_OFFSET_PKT =
      LAYOUT.u64("tx_err_inval_vport_offset_pkt");
  public static final U64 TX_ERR_VLAN_ENFORCEMENT = LAYOUT.u64("tx_err_vlan_enforcement");
  public static final U64 TX_ERR_ETHTYPE_ENFORCEMENT = LAYOUT.u64("tx_err_ethtype_enforcement");
  public static final U64 TX_ERR_SA_ENFORCEMENT = LAYOUT.u64("tx_err_sa_enforcement");
  public static final U64 TX_ERR_SQPDID_ENFORCEMENT = LAYOUT.u64("tx_err_sqpdid_enforcement");
  public static final U64 TX_ERR_CQPDID_ENFORCEMENT = LAYOUT.u64("tx_err_cqpdid_enforcement");
  public static final U64 TX_ERR_MTU_VIOLATION = LAYOUT.u64("tx_err_mtu_violation");
  public static final U64 TX_ERR_INVAL_OOB = LAYOUT.u64("tx_err_inval_oob");
  public static final U64 HC_TX_BYTES = LAYOUT.u64("hc_tx_bytes");
  public static final U64 HC_TX_UCAST_PKTS = LAYOUT.u64("hc_tx_ucast_pkts");
  public static final U64 HC_TX_UCAST_BYTES = LAYOUT.u64("hc_tx_ucast_bytes");
  public static final U64 HC_TX_BCAST_PKTS = LAYOUT.u64("hc_tx_bcast_pkts");
  public static final U64 HC_TX_BCAST_BYTES = LAYOUT.u64("hc_tx_bcast_bytes");
  public static final U64 HC_TX_MCAST_PKTS = LAYOUT.u64("hc_tx_mcast_pkts");
  public static final U64 HC_TX_MCAST_BYTES = LAYOUT.u64("hc_tx_mcast_bytes");

  /** Bytes of version 1. */
  public static final int SIZE_V1 = LAYOUT.size();

  /** Version 2. */
  public static final U64 TX_ERR_GDMA = LAYOUT.u64("tx_err_gdma");

  public static final int SIZE = LAYOUT.size();

  private QueryGfStatResponse() {}
}
