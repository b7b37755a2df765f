package org.manakin.adapter.hwc;

import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.wire.gdma.DisableQueueRequest;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.Status;

/**
 * DISABLE_QUEUE: ends an EQ. CQs that still name it as parent stay, and their events go nowhere.
 */
public final class DisableQueue implements Command {
  private final GdmaFunction function;

  public DisableQueue(GdmaFunction function) {
    this.function = function;
  }

  @Override
  public int code() {
    return GdmaCommand.DISABLE_QUEUE;
  }

  @Override
  public int requestSize() {
    return DisableQueueRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();
    int type = DisableQueueRequest.TYPE.get(m, 0);
    int id = DisableQueueRequest.QUEUE_INDEX.get(m, 0);
    if (type != QueueType.EQ) {
      throw new Refusal(
          Status.INVALID_PARAMETER, "queue type " + type + " is not ended by DISABLE_QUEUE");
    }
    if (Named.eq(function, id).client().equals(HardwareChannel.CLIENT)) {
      throw new Refusal(Status.ACCESS_DENIED, "the hardware channel's EQ ends with the channel");
    }
    function.destroyEq(id);
  }
}
