package org.manakin.adapter.hwc;

import org.manakin.adapter.gdma.Client;
import org.manakin.adapter.gdma.EventQueue;
import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.adapter.gdma.Ring;
import org.manakin.wire.gdma.CreateQueueRequest;
import org.manakin.wire.gdma.CreateQueueResponse;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.Status;

/**
 * CREATE_QUEUE: makes an EQ from a DMA region, which it consumes. The other queue types are made as
 * WQ objects.
 */
public final class CreateQueue implements Command {
  private final GdmaFunction function;
  private final Devices devices;

  public CreateQueue(GdmaFunction function, Devices devices) {
    this.function = function;
    this.devices = devices;
  }

  private record Parameters(int type, int pdId, int doorbellId, long region, int size, int vector) {
    static Parameters of(Request request) {
      var m = request.segment();
      return new Parameters(
          CreateQueueRequest.TYPE.get(m, 0),
          CreateQueueRequest.PDID.get(m, 0),
          CreateQueueRequest.DOORBELL_ID.get(m, 0),
          CreateQueueRequest.GDMA_REGION.get(m, 0),
          CreateQueueRequest.QUEUE_SIZE.get(m, 0),
          CreateQueueRequest.EQ_PCI_MSIX_INDEX.get(m, 0));
    }
  }

  @Override
  public int code() {
    return GdmaCommand.CREATE_QUEUE;
  }

  @Override
  public int requestSize() {
    return CreateQueueRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    Parameters p = Parameters.of(request);
    if (p.type != QueueType.EQ) {
      throw new Refusal(
          Status.INVALID_PARAMETER, "queue type " + p.type + " is not made by CREATE_QUEUE");
    }
    if (p.vector < 0 || p.vector >= function.limits().vectors()) {
      throw new Refusal(
          Status.INVALID_PARAMETER, "there is no vector " + Integer.toUnsignedString(p.vector));
    }
    Client client = devices.client(p.pdId, p.doorbellId);
    var region = Named.ring(function, p.region, p.size, Eqe.SIZE);
    EventQueue eq =
        function.createEq(new Ring(function.memory(), region, p.size), client, p.vector);
    if (eq == null) {
      throw new Refusal(
          Status.INSUFFICIENT_RESOURCES, "all " + function.limits().eqs() + " EQs are in use");
    }
    function.regions().remove(p.region);
    CreateQueueResponse.QUEUE_INDEX.set(response.segment(), 0, eq.id());
  }
}
