package org.manakin.adapter.ethernet;

import org.manakin.adapter.hwc.Command;
import org.manakin.adapter.hwc.Refusal;
import org.manakin.adapter.hwc.Request;
import org.manakin.adapter.hwc.Response;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.DestroyWqObjRequest;
import org.manakin.wire.mana.ManaCommand;

/**
 * DESTROY_WQ_OBJ: ends an SQ or RQ together with its CQ. When it is answered, rings and buffers are
 * the driver's again.
 */
final class DestroyWqObj implements Command {
  private final Ethernet ethernet;

  DestroyWqObj(Ethernet ethernet) {
    this.ethernet = ethernet;
  }

  @Override
  public int code() {
    return ManaCommand.DESTROY_WQ_OBJ;
  }

  @Override
  public int requestSize() {
    return DestroyWqObjRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();

    long handle = DestroyWqObjRequest.WQ_OBJ_HANDLE.get(m, 0);
    boolean known =
        switch (DestroyWqObjRequest.WQ_TYPE.get(m, 0)) {
          case QueueType.SQ -> ethernet.destroySendQueue(handle);
          case QueueType.RQ -> ethernet.destroyReceiveQueue(handle);
          default -> false;
        };
    if (!known) {
      throw new Refusal(
          Status.INVALID_HANDLE, "there is no such WQ object: 0x%x".formatted(handle));
    }
  }
}
