package org.manakin.adapter.ethernet;

import org.manakin.adapter.hwc.Command;
import org.manakin.adapter.hwc.Request;
import org.manakin.adapter.hwc.Response;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryPhyStatRequest;
import org.manakin.wire.mana.QueryPhyStatResponse;

/**
 * QUERY_PHY_STAT: what passed the physical port. All traffic is of class 0, and there is no pause;
 * what did not reach the guest counts as received all the same, and as dropped.
 */
final class QueryPhyStat implements Command {
  private static final long ALL = -1;

  private final Ethernet ethernet;

  QueryPhyStat(Ethernet ethernet) {
    this.ethernet = ethernet;
  }

  @Override
  public int code() {
    return ManaCommand.QUERY_PHY_STAT;
  }

  @Override
  public int requestSize() {
    return QueryPhyStatRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) {
    var out = response.segment();
    long dropped =
        ethernet.count(EthernetCounter.RX_DISCARDS_NO_WQE)
            + ethernet.count(EthernetCounter.RX_ERR_VPORT_DISABLED)
            + ethernet.count(EthernetCounter.RX_BUFFER_UNREACHABLE);
    QueryPhyStatResponse.REPORTED_STATS.set(out, 0, ALL);
    QueryPhyStatResponse.RX_PKT_DROP_PHY.set(out, 0, dropped);
    QueryPhyStatResponse.RX_PKT_TC_PHY.set(
        out,
        0,
        dropped
            + ethernet.count(EthernetCounter.RX_UCAST_PKTS)
            + ethernet.count(EthernetCounter.RX_MCAST_PKTS)
            + ethernet.count(EthernetCounter.RX_BCAST_PKTS));
    QueryPhyStatResponse.TX_PKT_TC_PHY.set(
        out,
        0,
        ethernet.count(EthernetCounter.TX_UCAST_PKTS)
            + ethernet.count(EthernetCounter.TX_MCAST_PKTS)
            + ethernet.count(EthernetCounter.TX_BCAST_PKTS));
    QueryPhyStatResponse.RX_BYTE_TC_PHY.set(out, 0, ethernet.count(EthernetCounter.RX_BYTES));
    QueryPhyStatResponse.TX_BYTE_TC_PHY.set(out, 0, ethernet.count(EthernetCounter.TX_BYTES));
  }
}
