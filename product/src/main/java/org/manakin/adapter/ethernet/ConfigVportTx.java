package org.manakin.adapter.ethernet;

import org.manakin.adapter.hwc.Command;
import org.manakin.adapter.hwc.Refusal;
import org.manakin.adapter.hwc.Request;
import org.manakin.adapter.hwc.Response;
import org.manakin.wire.mana.ConfigVportTxRequest;
import org.manakin.wire.mana.ConfigVportTxResponse;
import org.manakin.wire.mana.ManaCommand;

/** CONFIG_VPORT_TX: whose queues may send through a vPort. The last one to ask has it. */
final class ConfigVportTx implements Command {
  private final Ethernet ethernet;

  ConfigVportTx(Ethernet ethernet) {
    this.ethernet = ethernet;
  }

  @Override
  public int code() {
    return ManaCommand.CONFIG_VPORT_TX;
  }

  @Override
  public int requestSize() {
    return ConfigVportTxRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();

    Vport vport = Named.vport(ethernet, ConfigVportTxRequest.VPORT.get(m, 0));
    int pd = ConfigVportTxRequest.PDID.get(m, 0);
    int page = ConfigVportTxRequest.DOORBELL_PAGEID.get(m, 0);
    vport.setTransmitClient(ethernet.client(pd, page));
    ConfigVportTxResponse.SHORT_FORM_ALLOWED.set(response.segment(), 0, 1);
  }
}
