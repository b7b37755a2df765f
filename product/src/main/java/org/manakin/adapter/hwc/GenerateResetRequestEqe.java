package org.manakin.adapter.hwc;

import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.GenerateResetRequestEqeRequest;

/** GENERATE_RESET_REQUEST_EQE: a driver under test asks to be asked for a reset. */
public final class GenerateResetRequestEqe implements Command {
  private final GdmaFunction function;

  public GenerateResetRequestEqe(GdmaFunction function) {
    this.function = function;
  }

  @Override
  public int code() {
    return GdmaCommand.GENERATE_RESET_REQUEST_EQE;
  }

  @Override
  public int requestSize() {
    return GenerateResetRequestEqeRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();
    Named.eq(function, GenerateResetRequestEqeRequest.QUEUE_INDEX.get(m, 0))
        .post(EqeType.HWC_RESET_REQUEST, GenerateResetRequestEqeRequest.DATA.get(m, 0));
  }
}
