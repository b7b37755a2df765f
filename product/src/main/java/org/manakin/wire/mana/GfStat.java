package org.manakin.wire.mana;

/**
 * Bit numbers of the counters in {@link QueryGfStatRequest#REQ_STATS} (Ethernet specification,
 * QUERY_GF_STAT). Linux asks for all, OpenVMM for all but the last.
 */
public final class GfStat {
  public static final int RX_DISCARDS_NOWQE = 0;
  public static final int RX_ERR_VPORT_DISABLED = 1;
  public static final int RX_BYTES = 2;
  public static final int RX_UCAST_PKTS = 3;
  public static final int RX_UCAST_BYTES = 4;
  public static final int RX_MCAST_PKTS = 5;
  public static final int RX_MCAST_BYTES = 6;
  public static final int RX_BCAST_PKTS = 7;
  public static final int RX_BCAST_BYTES = 8;
  public static final int TX_ERR_GF_DISABLED = 9;
  public static final int TX_ERR_VPORT_DISABLED = 10;
  public static final int TX_ERR_INVAL_VPORT_OFFSET = 11;
  public static final int TX_ERR_VLAN_ENFORCEMENT = 12;
  public static final int TX_ERR_ETHTYPE_ENFORCEMENT = 13;
  public static final int TX_ERR_SA_ENFORCEMENT = 14;
  public static final int TX_ERR_SQPDID_ENFORCEMENT = 15;
  public static final int TX_ERR_CQPDID_ENFORCEMENT = 16;
  public static final int TX_ERR_MTU_VIOLATION = 17;
  public static final int TX_ERR_INVAL_OOB = 18;
  public static final int TX_BYTES = 19;
  public static final int TX_UCAST_PKTS = 20;
  public static final int TX_UCAST_BYTES = 21;
  public static final int TX_MCAST_PKTS = 22;
  public static final int TX_MCAST_BYTES = 23;
  public static final int TX_BCAST_PKTS = 24;
  public static final int TX_BCAST_BYTES = 25;

  /** Reported from response version 2 on. */
  public static final int TX_ERR_GDMA = 26;

  private GfStat() {}
}
