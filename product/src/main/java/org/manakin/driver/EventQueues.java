package org.manakin.driver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.gdma.ReconfigData;

/**
 * All EQs of the function, by interrupt vector, and what becomes of their events: completions go to
 * their CQ at once, service events wait until {@link #deliver}. One thread.
 */
final class EventQueues implements Eq.EventSink {
  private record ServiceEvent(int type, int data) {}

  private final DeviceBacking device;
  private final List<List<Eq>> byVector = new ArrayList<>();
  private final ArrayDeque<ServiceEvent> service = new ArrayDeque<>();
  private final HwcParameters parameters;
  private final CommandTimeout timeout;
  private @Nullable Cq[] cqs = new Cq[0];
  private long strayCompletions;

  EventQueues(DeviceBacking device, HwcParameters parameters, CommandTimeout timeout) {
    this.device = device;
    this.parameters = parameters;
    this.timeout = timeout;
    for (int v = 0; v < device.vectors(); v++) {
      byVector.add(new ArrayList<>());
    }
  }

  void add(Eq eq) {
    byVector.get(eq.vector()).add(eq);
  }

  void remove(Eq eq) {
    byVector.get(eq.vector()).remove(eq);
  }

  /** CQ ids are below {@code bound} from now on. */
  void limitCqs(int bound) {
    cqs = new Cq[bound];
  }

  void add(Cq cq) {
    if (cq.id() < 0 || cq.id() >= cqs.length) {
      throw new DriverException(
          "CQ id %d is not below the announced bound of %d".formatted(cq.id(), cqs.length));
    }
    cqs[cq.id()] = cq;
  }

  void remove(Cq cq) {
    cqs[cq.id()] = null;
  }

  /** Completion events for CQs that do not exist. */
  long strayCompletions() {
    return strayCompletions;
  }

  /** Takes the events of all vectors that were signalled. */
  int service() {
    int n = 0;
    for (int v = 0; v < byVector.size(); v++) {
      n += service(v);
    }
    return n;
  }

  /** Takes the events of {@code vector} if it was signalled. */
  int service(int vector) {
    if (!device.interrupted(vector)) {
      return 0;
    }
    int n = 0;
    List<Eq> eqs = byVector.get(vector);
    for (int i = 0; i < eqs.size(); i++) {
      n += eqs.get(i).process(this);
    }
    return n;
  }

  @Override
  public void event(Eq eq, int type, int data) {
    switch (type) {
      case EqeType.COMPLETION -> completion(Eqe.CQ_ID.of(data));
      case EqeType.TEST_EVENT -> eq.test();
      case EqeType.HWC_INIT_EQ_ID_DB, EqeType.HWC_INIT_DATA, EqeType.HWC_INIT_DONE ->
          parameters.accept(type, data);
      default -> {
        if (type == EqeType.HWC_SOC_RECONFIG_DATA
            && Eqe.DATA_TYPE.of(data) == ReconfigData.HWC_TIMEOUT) {
          timeout.set(Eqe.DATA_VALUE.of(data));
        }
        service.add(new ServiceEvent(type, data));
      }
    }
  }

  private void completion(int id) {
    Cq cq = id < cqs.length ? cqs[id] : null;
    if (cq == null) {
      strayCompletions++;
    } else {
      cq.signal();
    }
  }

  /** Tells {@code listener} of the service events that came since the last call. */
  int deliver(ServiceListener listener) {
    int n = 0;
    for (ServiceEvent e = service.poll(); e != null; e = service.poll()) {
      deliver(listener, e.type, e.data);
      n++;
    }
    return n;
  }

  private static void deliver(ServiceListener listener, int type, int data) {
    switch (type) {
      case EqeType.HWC_FPGA_RECONFIG -> listener.fpgaReconfiguration(data);
      case EqeType.HWC_SOC_SERVICE ->
          listener.socService(Eqe.SERVICE_TYPE.of(data), Eqe.SERVICE_VALUE.of(data));
      case EqeType.HWC_RESET_REQUEST -> listener.resetRequested(data);
      case EqeType.HWC_SOC_RECONFIG_DATA -> {
        int value = Eqe.DATA_VALUE.of(data);
        switch (Eqe.DATA_TYPE.of(data)) {
          case ReconfigData.HWC_TIMEOUT -> listener.timeoutChanged(value);
          case ReconfigData.LINK_CONNECT -> listener.linkUp(value);
          case ReconfigData.LINK_DISCONNECT -> listener.linkDown(value);
          default -> listener.unknownEvent(type, data);
        }
      }
      default -> listener.unknownEvent(type, data);
    }
  }
}
