package org.manakin.adapter.ethernet;

import org.manakin.adapter.hwc.Command;
import org.manakin.adapter.hwc.Refusal;
import org.manakin.adapter.hwc.Request;
import org.manakin.adapter.hwc.Response;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryVportConfigRequest;
import org.manakin.wire.mana.QueryVportConfigResponse;

/** QUERY_VPORT_CONFIG: queues, steering table, MAC address and handle of one vPort. */
final class QueryVportConfig implements Command {
  private final Ethernet ethernet;

  QueryVportConfig(Ethernet ethernet) {
    this.ethernet = ethernet;
  }

  @Override
  public int code() {
    return ManaCommand.QUERY_VPORT_CONFIG;
  }

  @Override
  public int requestSize() {
    return QueryVportConfigRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();

    int index = QueryVportConfigRequest.VPORT_INDEX.get(m, 0);
    Vport vport = ethernet.vport(index);
    if (vport == null) {
      throw new Refusal(
          Status.INVALID_PARAMETER, "there is no vPort number " + Integer.toUnsignedString(index));
    }
    var out = response.segment();
    QueryVportConfigResponse.MAX_NUM_SQ.set(out, 0, ethernet.config().queues());
    QueryVportConfigResponse.MAX_NUM_RQ.set(out, 0, ethernet.config().queues());
    QueryVportConfigResponse.NUM_INDIRECTION_ENT.set(out, 0, ethernet.config().indirection());
    QueryVportConfigResponse.MAC_ADDR.set(out, 0, vport.mac().bytes());
    QueryVportConfigResponse.VPORT.set(out, 0, vport.handle());
  }
}
