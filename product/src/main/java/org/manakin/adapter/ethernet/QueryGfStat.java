package org.manakin.adapter.ethernet;

import org.manakin.adapter.hwc.Command;
import org.manakin.adapter.hwc.Request;
import org.manakin.adapter.hwc.Response;
import org.manakin.wire.U64;
import org.manakin.wire.mana.GfStat;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryGfStatRequest;
import org.manakin.wire.mana.QueryGfStatResponse;

/**
 * QUERY_GF_STAT: the statistics of the whole function. Broadcast stands before multicast, as Linux
 * reads them; published definitions of another driver have the two the other way round.
 */
final class QueryGfStat implements Command {
  private record Statistic(U64 field, EthernetCounter counter) {
    /** The bit by which a driver asks for it: fields stand in the order of the bits. */
    int bit() {
      return (field.offset() - QueryGfStatResponse.RX_DISCARDS_NOWQE.offset()) / Long.BYTES;
    }
  }

  private static final Statistic[] STATISTICS = {
    new Statistic(QueryGfStatResponse.RX_DISCARDS_NOWQE, EthernetCounter.RX_DISCARDS_NO_WQE),
    new Statistic(QueryGfStatResponse.RX_ERR_VPORT_DISABLED, EthernetCounter.RX_ERR_VPORT_DISABLED),
    new Statistic(QueryGfStatResponse.HC_RX_BYTES, EthernetCounter.RX_BYTES),
    new Statistic(QueryGfStatResponse.HC_RX_UCAST_PKTS, EthernetCounter.RX_UCAST_PKTS),
    new Statistic(QueryGfStatResponse.HC_RX_UCAST_BYTES, EthernetCounter.RX_UCAST_BYTES),
    new Statistic(QueryGfStatResponse.HC_RX_BCAST_PKTS, EthernetCounter.RX_BCAST_PKTS),
    new Statistic(QueryGfStatResponse.HC_RX_BCAST_BYTES, EthernetCounter.RX_BCAST_BYTES),
    new Statistic(QueryGfStatResponse.HC_RX_MCAST_PKTS, EthernetCounter.RX_MCAST_PKTS),
    new Statistic(QueryGfStatResponse.HC_RX_MCAST_BYTES, EthernetCounter.RX_MCAST_BYTES),
    new Statistic(QueryGfStatResponse.TX_ERR_VPORT_DISABLED, EthernetCounter.TX_ERR_VPORT_DISABLED),
    new Statistic(
        QueryGfStatResponse.TX_ERR_INVAL_VPORT_OFFSET_PKT, EthernetCounter.TX_ERR_VPORT_OFFSET),
    new Statistic(
        QueryGfStatResponse.TX_ERR_VLAN_ENFORCEMENT, EthernetCounter.TX_ERR_VLAN_ENFORCEMENT),
    new Statistic(QueryGfStatResponse.TX_ERR_SA_ENFORCEMENT, EthernetCounter.TX_ERR_SA_ENFORCEMENT),
    new Statistic(
        QueryGfStatResponse.TX_ERR_SQPDID_ENFORCEMENT, EthernetCounter.TX_ERR_SQ_PDID_ENFORCEMENT),
    new Statistic(QueryGfStatResponse.TX_ERR_MTU_VIOLATION, EthernetCounter.TX_ERR_MTU_VIOLATION),
    new Statistic(QueryGfStatResponse.TX_ERR_INVAL_OOB, EthernetCounter.TX_ERR_INVALID_OOB),
    new Statistic(QueryGfStatResponse.HC_TX_BYTES, EthernetCounter.TX_BYTES),
    new Statistic(QueryGfStatResponse.HC_TX_UCAST_PKTS, EthernetCounter.TX_UCAST_PKTS),
    new Statistic(QueryGfStatResponse.HC_TX_UCAST_BYTES, EthernetCounter.TX_UCAST_BYTES),
    new Statistic(QueryGfStatResponse.HC_TX_BCAST_PKTS, EthernetCounter.TX_BCAST_PKTS),
    new Statistic(QueryGfStatResponse.HC_TX_BCAST_BYTES, EthernetCounter.TX_BCAST_BYTES),
    new Statistic(QueryGfStatResponse.HC_TX_MCAST_PKTS, EthernetCounter.TX_MCAST_PKTS),
    new Statistic(QueryGfStatResponse.HC_TX_MCAST_BYTES, EthernetCounter.TX_MCAST_BYTES),
    new Statistic(QueryGfStatResponse.TX_ERR_GDMA, EthernetCounter.TX_ERR_GDMA),
  };

  /** Every statistic, those that can only be 0 here included. */
  private static final long ALL = (1L << (GfStat.TX_ERR_GDMA + 1)) - 1;

  private static final long ALL_V1 = ALL & ~(1L << GfStat.TX_ERR_GDMA);

  private final Ethernet ethernet;

  QueryGfStat(Ethernet ethernet) {
    this.ethernet = ethernet;
  }

  @Override
  public int code() {
    return ManaCommand.QUERY_GF_STAT;
  }

  @Override
  public int requestSize() {
    return QueryGfStatRequest.SIZE;
  }

  @Override
  public int responseVersion() {
    return 2;
  }

  @Override
  public void execute(Request request, Response response) {
    var out = response.segment();
    long asked = QueryGfStatRequest.REQ_STATS.get(request.segment(), 0);
    long reported = asked & (response.version() >= 2 ? ALL : ALL_V1);
    QueryGfStatResponse.REPORTED_STATS.set(out, 0, reported);
    for (Statistic s : STATISTICS) {
      if ((reported >>> s.bit() & 1) != 0) {
        s.field.set(out, 0, ethernet.count(s.counter));
      }
    }
  }
}
