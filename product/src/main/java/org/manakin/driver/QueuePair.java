package org.manakin.driver;

import java.util.ArrayList;
import java.util.List;
import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.gdma.QueueType;

/** An SQ and an RQ of a vPort, each with its CQ; both CQs report to one EQ. One thread. */
public final class QueuePair {
  private final SendQueue send;
  private final ReceiveQueue receive;
  private final List<Ring> rings;

  private QueuePair(SendQueue send, ReceiveQueue receive, List<Ring> rings) {
    this.send = send;
    this.receive = receive;
    this.rings = rings;
  }

  public SendQueue send() {
    return send;
  }

  public ReceiveQueue receive() {
    return receive;
  }

  /** Tells the device of nothing; gives back the memory, which the device no longer touches. */
  void free(ManaDevice device) {
    device.hwc().events().remove(send.cq());
    device.hwc().events().remove(receive.cq());
    for (Ring ring : rings) {
      device.hwc().device().free(ring.memory());
    }
  }

  /** Makes queue pairs of one vPort. */
  static final class Factory {
    private final ManaDevice device;
    private final long vport;
    private final int vportOffset;
    private final VportConfig config;

    Factory(ManaDevice device, long vport, int vportOffset, VportConfig config) {
      this.device = device;
      this.vport = vport;
      this.vportOffset = vportOffset;
      this.config = config;
    }

    /** A queue pair that reports to EQ {@code eqId}; nothing is left behind if it fails. */
    QueuePair create(int eqId) {
      var rings = new ArrayList<Ring>();
      try {
        SendQueue send = createSend(rings, eqId);
        try {
          return new QueuePair(send, createReceive(rings, eqId), List.copyOf(rings));
        } catch (DriverException e) {
          device.commands().destroyWqObject(QueueType.SQ, send.object());
          device.hwc().events().remove(send.cq());
          throw e;
        }
      } catch (DriverException e) {
        rings.forEach(ring -> device.hwc().device().free(ring.memory()));
        throw e;
      }
    }

    private SendQueue createSend(List<Ring> rings, int eqId) {
      Ring wq = device.ring(rings, config.sqBytes());
      Ring cq = device.ring(rings, config.sqCqEntries() * Cqe.SIZE);
      WqObject object = object(QueueType.SQ, wq, cq, eqId);
      return new SendQueue(
          object.wqId(),
          object.handle(),
          new WorkQueue(wq.memory().segment(), wq.bytes()),
          open(object, cq, config.sqCqEntries()),
          device.doorbells(),
          device.registration().gpaMkey(),
          vportOffset);
    }

    private ReceiveQueue createReceive(List<Ring> rings, int eqId) {
      Ring wq = device.ring(rings, config.rqBytes());
      Ring cq = device.ring(rings, config.rqCqEntries() * Cqe.SIZE);
      WqObject object = object(QueueType.RQ, wq, cq, eqId);
      return new ReceiveQueue(
          object.wqId(),
          object.handle(),
          new WorkQueue(wq.memory().segment(), wq.bytes()),
          open(object, cq, config.rqCqEntries()),
          device.doorbells(),
          device.registration().gpaMkey());
    }

    private WqObject object(int type, Ring wq, Ring cq, int eqId) {
      try {
        return device
            .commands()
            .createWqObject(
                vport, type, wq, cq, eqId, config.moderationComps(), config.moderationMicros());
      } catch (CommandFailedException e) {
        device.gdma().destroyRegion(wq.region());
        device.gdma().destroyRegion(cq.region());
        throw e;
      }
    }

    private Cq open(WqObject object, Ring ring, int entries) {
      var cq = new Cq(object.cqId(), ring.memory(), entries, device.doorbells());
      device.hwc().events().add(cq);
      cq.arm();
      return cq;
    }
  }
}
