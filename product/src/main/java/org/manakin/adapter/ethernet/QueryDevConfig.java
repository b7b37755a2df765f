package org.manakin.adapter.ethernet;

import org.manakin.adapter.hwc.Command;
import org.manakin.adapter.hwc.Request;
import org.manakin.adapter.hwc.Response;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryDevConfigRequest;
import org.manakin.wire.mana.QueryDevConfigResponse;

/**
 * QUERY_DEV_CONFIG: how many vPorts there are, how long a frame may be. Answered before
 * registration too: newer drivers ask first.
 */
final class QueryDevConfig implements Command {
  private final Ethernet ethernet;

  QueryDevConfig(Ethernet ethernet) {
    this.ethernet = ethernet;
  }

  @Override
  public int code() {
    return ManaCommand.QUERY_DEV_CONFIG;
  }

  @Override
  public int requestSize() {
    return QueryDevConfigRequest.SIZE;
  }

  @Override
  public int responseVersion() {
    return 4;
  }

  @Override
  public void execute(Request request, Response response) {

    EthernetConfig config = ethernet.config();
    var out = response.segment();
    QueryDevConfigResponse.PF_CAP_FLAGS1.set(out, 0, QueryDevConfigResponse.CAP_RX_COALESCED_8);
    QueryDevConfigResponse.MAX_NUM_VPORTS.set(out, 0, config.vports());
    QueryDevConfigResponse.MAX_NUM_EQS.set(out, 0, ethernet.function().limits().eqs());
    if (response.version() >= 2) {
      QueryDevConfigResponse.ADAPTER_MTU.set(out, 0, config.maxFrame());
    }
    if (response.version() >= 4) {
      QueryDevConfigResponse.ADAPTER_LINK_SPEED_MBPS.set(out, 0, config.speedMbps());
    }
  }
}
