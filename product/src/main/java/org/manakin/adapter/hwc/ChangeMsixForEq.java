package org.manakin.adapter.hwc;

import org.manakin.adapter.gdma.EventQueue;
import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.wire.gdma.ChangeMsixForEqRequest;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.Status;

/** CHANGE_MSIX_FOR_EQ: moves an EQ to another vector while it works. */
public final class ChangeMsixForEq implements Command {
  private final GdmaFunction function;

  public ChangeMsixForEq(GdmaFunction function) {
    this.function = function;
  }

  @Override
  public int code() {
    return GdmaCommand.CHANGE_MSIX_FOR_EQ;
  }

  @Override
  public int requestSize() {
    return ChangeMsixForEqRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();
    EventQueue eq = Named.eq(function, ChangeMsixForEqRequest.QUEUE_INDEX.get(m, 0));
    int vector = ChangeMsixForEqRequest.MSIX.get(m, 0);
    if (vector < 0 || vector >= function.limits().vectors()) {
      throw new Refusal(
          Status.INVALID_PARAMETER, "there is no vector " + Integer.toUnsignedString(vector));
    }
    eq.retarget(vector);
  }
}
