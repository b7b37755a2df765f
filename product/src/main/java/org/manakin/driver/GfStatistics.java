package org.manakin.driver;

import java.lang.foreign.MemorySegment;
import org.manakin.wire.U64;
import org.manakin.wire.mana.GfStat;
import org.manakin.wire.mana.QueryGfStatResponse;

/**
 * The counters of the whole function, as QUERY_GF_STAT gives them, by their number in {@link
 * GfStat}.
 */
public final class GfStatistics {
  /** All counters, as a mask to ask for. */
  static final long ALL = (1L << (GfStat.TX_ERR_GDMA + 1)) - 1;

  private static final U64[] FIELDS = fields();

  private final long reported;
  private final long[] values = new long[FIELDS.length];

  GfStatistics(MemorySegment response) {
    reported = QueryGfStatResponse.REPORTED_STATS.get(response, 0);
    for (int i = 0; i < FIELDS.length; i++) {
      if (FIELDS[i].offset() + FIELDS[i].size() <= response.byteSize()) {
        values[i] = FIELDS[i].get(response, 0);
      }
    }
  }

  /** Mask of the counters that the device filled. */
  public long reported() {
    return reported;
  }

  /** Counter {@code stat}, a number from {@link GfStat}. */
  public long get(int stat) {
    return values[stat];
  }

  /** Frames of all kinds received. */
  public long rxPackets() {
    return get(GfStat.RX_UCAST_PKTS) + get(GfStat.RX_MCAST_PKTS) + get(GfStat.RX_BCAST_PKTS);
  }

  /** Frames of all kinds sent. */
  public long txPackets() {
    return get(GfStat.TX_UCAST_PKTS) + get(GfStat.TX_MCAST_PKTS) + get(GfStat.TX_BCAST_PKTS);
  }

  private static U64[] fields() {
    U64[] f = new U64[GfStat.TX_ERR_GDMA + 1];
    f[GfStat.RX_DISCARDS_NOWQE] = QueryGfStatResponse.RX_DISCARDS_NOWQE;
    f[GfStat.RX_ERR_VPORT_DISABLED] = QueryGfStatResponse.RX_ERR_VPORT_DISABLED;
    f[GfStat.RX_BYTES] = QueryGfStatResponse.HC_RX_BYTES;
    f[GfStat.RX_UCAST_PKTS] = QueryGfStatResponse.HC_RX_UCAST_PKTS;
    f[GfStat.RX_UCAST_BYTES] = QueryGfStatResponse.HC_RX_UCAST_BYTES;
    f[GfStat.RX_MCAST_PKTS] = QueryGfStatResponse.HC_RX_MCAST_PKTS;
    f[GfStat.RX_MCAST_BYTES] = QueryGfStatResponse.HC_RX_MCAST_BYTES;
    f[GfStat.RX_BCAST_PKTS] = QueryGfStatResponse.HC_RX_BCAST_PKTS;
    f[GfStat.RX_BCAST_BYTES] = QueryGfStatResponse.HC_RX_BCAST_BYTES;
    f[GfStat.TX_ERR_GF_DISABLED] = QueryGfStatResponse.TX_ERR_GF_DISABLED;
    f[GfStat.TX_ERR_VPORT_DISABLED] = QueryGfStatResponse.TX_ERR_VPORT_DISABLED;
    f[GfStat.TX_ERR_INVAL_VPORT_OFFSET] = QueryGfStatResponse.TX_ERR_INVAL_VPORT_OFFSET_PKT;
    f[GfStat.TX_ERR_VLAN_ENFORCEMENT] = QueryGfStatResponse.TX_ERR_VLAN_ENFORCEMENT;
    f[GfStat.TX_ERR_ETHTYPE_ENFORCEMENT] = QueryGfStatResponse.TX_ERR_ETHTYPE_ENFORCEMENT;
    f[GfStat.TX_ERR_SA_ENFORCEMENT] = QueryGfStatResponse.TX_ERR_SA_ENFORCEMENT;
    f[GfStat.TX_ERR_SQPDID_ENFORCEMENT] = QueryGfStatResponse.TX_ERR_SQPDID_ENFORCEMENT;
    f[GfStat.TX_ERR_CQPDID_ENFORCEMENT] = QueryGfStatResponse.TX_ERR_CQPDID_ENFORCEMENT;
    f[GfStat.TX_ERR_MTU_VIOLATION] = QueryGfStatResponse.TX_ERR_MTU_VIOLATION;
    f[GfStat.TX_ERR_INVAL_OOB] = QueryGfStatResponse.TX_ERR_INVAL_OOB;
    f[GfStat.TX_BYTES] = QueryGfStatResponse.HC_TX_BYTES;
    f[GfStat.TX_UCAST_PKTS] = QueryGfStatResponse.HC_TX_UCAST_PKTS;
    f[GfStat.TX_UCAST_BYTES] = QueryGfStatResponse.HC_TX_UCAST_BYTES;
    f[GfStat.TX_MCAST_PKTS] = QueryGfStatResponse.HC_TX_MCAST_PKTS;
    f[GfStat.TX_MCAST_BYTES] = QueryGfStatResponse.HC_TX_MCAST_BYTES;
    f[GfStat.TX_BCAST_PKTS] = QueryGfStatResponse.HC_TX_BCAST_PKTS;
    f[GfStat.TX_BCAST_BYTES] = QueryGfStatResponse.HC_TX_BCAST_BYTES;
    f[GfStat.TX_ERR_GDMA] = QueryGfStatResponse.TX_ERR_GDMA;
    return f;
  }
}
