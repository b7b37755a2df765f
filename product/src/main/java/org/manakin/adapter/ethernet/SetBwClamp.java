package org.manakin.adapter.ethernet;

import org.manakin.adapter.hwc.Command;
import org.manakin.adapter.hwc.Refusal;
import org.manakin.adapter.hwc.Request;
import org.manakin.adapter.hwc.Response;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.SetBwClampRequest;

/** SET_BW_CLAMP: limits what a vPort sends, or lifts the limit. */
final class SetBwClamp implements Command {
  private final Ethernet ethernet;

  SetBwClamp(Ethernet ethernet) {
    this.ethernet = ethernet;
  }

  @Override
  public int code() {
    return ManaCommand.SET_BW_CLAMP;
  }

  @Override
  public int requestSize() {
    return SetBwClampRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();

    Vport vport = Named.vport(ethernet, SetBwClampRequest.VPORT.get(m, 0));
    int mbps = SetBwClampRequest.LINK_SPEED_MBPS.get(m, 0);
    boolean enable = SetBwClampRequest.ENABLE_CLAMPING.get(m, 0) != 0;
    if (enable && (mbps <= 0 || mbps > ethernet.config().speedMbps())) {
      throw new Refusal(
          Status.INVALID_PARAMETER,
          "a clamp of %s Mbit/s on a link of %d"
              .formatted(Integer.toUnsignedString(mbps), ethernet.config().speedMbps()));
    }
    vport.clamp().set(enable ? mbps : 0);
  }
}
