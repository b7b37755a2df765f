package org.manakin.adapter.ethernet;

import org.manakin.adapter.hwc.Command;
import org.manakin.adapter.hwc.Refusal;
import org.manakin.adapter.hwc.Request;
import org.manakin.adapter.hwc.Response;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.FenceRqRequest;
import org.manakin.wire.mana.ManaCommand;

/** FENCE_RQ: marks, in the CQ of an RQ, that everything received before is completed. */
final class FenceRq implements Command {
  private final Ethernet ethernet;

  FenceRq(Ethernet ethernet) {
    this.ethernet = ethernet;
  }

  @Override
  public int code() {
    return ManaCommand.FENCE_RQ;
  }

  @Override
  public int requestSize() {
    return FenceRqRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();

    long handle = FenceRqRequest.WQ_OBJ_HANDLE.get(m, 0);
    ReceiveQueue queue = ethernet.receiveQueue(handle);
    if (queue == null) {
      throw new Refusal(Status.INVALID_HANDLE, "there is no RQ object 0x%x".formatted(handle));
    }
    queue.fence();
  }
}
