package org.manakin.adapter.ethernet;

import org.manakin.adapter.hwc.Command;
import org.manakin.adapter.hwc.Refusal;
import org.manakin.adapter.hwc.Request;
import org.manakin.adapter.hwc.Response;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryLinkConfigRequest;
import org.manakin.wire.mana.QueryLinkConfigResponse;

/**
 * QUERY_LINK_CONFIG: the speed that a vPort may have, and the one it has under the present clamp.
 */
final class QueryLinkConfig implements Command {
  private final Ethernet ethernet;

  QueryLinkConfig(Ethernet ethernet) {
    this.ethernet = ethernet;
  }

  @Override
  public int code() {
    return ManaCommand.QUERY_LINK_CONFIG;
  }

  @Override
  public int requestSize() {
    return QueryLinkConfigRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();

    Vport vport = Named.vport(ethernet, QueryLinkConfigRequest.VPORT.get(m, 0));
    int full = ethernet.config().speedMbps();
    int clamp = vport.clamp().mbps();
    QueryLinkConfigResponse.QOS_SPEED_MBPS.set(response.segment(), 0, full);
    QueryLinkConfigResponse.LINK_SPEED_MBPS.set(response.segment(), 0, clamp == 0 ? full : clamp);
  }
}
