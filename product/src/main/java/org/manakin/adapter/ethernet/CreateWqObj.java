package org.manakin.adapter.ethernet;

import org.manakin.adapter.gdma.Client;
import org.manakin.adapter.gdma.CompletionQueue;
import org.manakin.adapter.gdma.DmaRegion;
import org.manakin.adapter.gdma.EventQueue;
import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.adapter.gdma.Ring;
import org.manakin.adapter.hwc.Command;
import org.manakin.adapter.hwc.HardwareChannel;
import org.manakin.adapter.hwc.Named;
import org.manakin.adapter.hwc.Refusal;
import org.manakin.adapter.hwc.Request;
import org.manakin.adapter.hwc.Response;
import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.gdma.Wqe;
import org.manakin.wire.mana.CreateWqObjRequest;
import org.manakin.wire.mana.CreateWqObjResponse;
import org.manakin.wire.mana.ManaCommand;

/**
 * CREATE_WQ_OBJ: makes an SQ or RQ together with its CQ, from two DMA regions, which it consumes.
 */
final class CreateWqObj implements Command {
  private static final int VERSION_WITH_MODERATION = 3;

  private final Ethernet ethernet;

  CreateWqObj(Ethernet ethernet) {
    this.ethernet = ethernet;
  }

  private record Parameters(
      long vport,
      int type,
      long wqRegion,
      long cqRegion,
      int wqSize,
      int cqSize,
      int eq,
      boolean moderated,
      int completions,
      int usec) {
    static Parameters of(Request request) {
      var m = request.segment();
      boolean v3 =
          request.version() >= VERSION_WITH_MODERATION
              && request.length() >= CreateWqObjRequest.SIZE;
      return new Parameters(
          CreateWqObjRequest.VPORT.get(m, 0),
          CreateWqObjRequest.WQ_TYPE.get(m, 0),
          CreateWqObjRequest.WQ_GDMA_REGION.get(m, 0),
          CreateWqObjRequest.CQ_GDMA_REGION.get(m, 0),
          CreateWqObjRequest.WQ_SIZE.get(m, 0),
          CreateWqObjRequest.CQ_SIZE.get(m, 0),
          CreateWqObjRequest.CQ_PARENT_QID.get(m, 0),
          v3 && CreateWqObjRequest.REQ_CQ_MODERATION.get(m, 0) != 0,
          CreateWqObjRequest.CQ_MODERATION_COMP.get(m, 0),
          CreateWqObjRequest.CQ_MODERATION_USEC.get(m, 0));
    }
  }

  @Override
  public int code() {
    return ManaCommand.CREATE_WQ_OBJ;
  }

  @Override
  public int requestSize() {
    return CreateWqObjRequest.SIZE_V1;
  }

  @Override
  public int responseVersion() {
    return 2;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    Parameters p = Parameters.of(request);
    GdmaFunction function = ethernet.function();
    Vport vport = ethernet.vportOf(p.vport);
    if (vport == null) {
      throw new Refusal(Status.INVALID_HANDLE, "there is no vPort 0x%x".formatted(p.vport));
    }
    EventQueue eq = Named.eq(function, p.eq);
    if (eq.client().equals(HardwareChannel.CLIENT)) {
      throw new Refusal(Status.ACCESS_DENIED, "the hardware channel's EQ serves the channel alone");
    }
    if (p.wqRegion == p.cqRegion) {
      throw new Refusal(Status.INVALID_PARAMETER, "one region cannot be both rings");
    }
    DmaRegion wqRegion = Named.ring(function, p.wqRegion, p.wqSize, Wqe.BASIC_UNIT);
    DmaRegion cqRegion = Named.ring(function, p.cqRegion, p.cqSize, Cqe.SIZE);
    Client client = eq.client();
    CompletionQueue cq =
        function.createCq(new Ring(function.memory(), cqRegion, p.cqSize), client, eq);
    if (cq == null) {
      throw new Refusal(
          Status.INSUFFICIENT_RESOURCES, "all " + function.limits().cqs() + " CQs are in use");
    }
    Ring ring = new Ring(function.memory(), wqRegion, p.wqSize);
    try {
      Made made = make(vport, p.type, ring, client, cq);
      answer(response, made, cq, p);
    } catch (Refusal refused) {
      function.destroyCq(cq);
      throw refused;
    }
    function.regions().remove(p.wqRegion);
    function.regions().remove(p.cqRegion);
  }

  private record Made(int id, long handle) {}

  private Made make(Vport vport, int type, Ring ring, Client client, CompletionQueue cq)
      throws Refusal {
    return switch (type) {
      case QueueType.SQ -> {
        SendQueue queue = ethernet.createSendQueue(vport, ring, client, cq);
        yield new Made(queue.wq().id(), queue.handle());
      }
      case QueueType.RQ -> {
        ReceiveQueue queue = ethernet.createReceiveQueue(vport, ring, client, cq);
        yield new Made(queue.wq().id(), queue.handle());
      }
      default ->
          throw new Refusal(
              Status.INVALID_PARAMETER, "a WQ object is an SQ or an RQ, not type " + type);
    };
  }

  private static void answer(Response response, Made made, CompletionQueue cq, Parameters p) {
    var out = response.segment();
    CreateWqObjResponse.WQ_ID.set(out, 0, made.id);
    CreateWqObjResponse.CQ_ID.set(out, 0, cq.id());
    CreateWqObjResponse.WQ_OBJ.set(out, 0, made.handle);
    if (p.moderated) {
      cq.moderate(p.usec, p.completions);
    }
    if (response.version() >= 2) {
      CreateWqObjResponse.CQ_MODERATION_COMP.set(out, 0, cq.moderationCompletions());
      CreateWqObjResponse.CQ_MODERATION_USEC.set(out, 0, cq.moderationUsec());
      CreateWqObjResponse.CQ_MODERATION_ENABLED.set(out, 0, p.moderated ? 1 : 0);
    }
  }
}
