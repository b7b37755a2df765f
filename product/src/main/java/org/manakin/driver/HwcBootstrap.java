package org.manakin.driver;

import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.observe.Clock;
import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.gdma.Eqe;

/**
 * Brings the hardware channel up: pages for its queues and messages, ESTABLISH_HWC, and the initial
 * events, which are polled for, since the device rings before the driver knows how to answer.
 */
final class HwcBootstrap {
  private static final int EQ = 0;
  private static final int CQ = 1;
  private static final int RQ = 2;
  private static final int SQ = 3;
  private static final int PAGES = 6;

  private final DeviceBacking device;
  private final Clock clock;
  private final DriverConfig config;
  private final DeviceRegisters registers;

  HwcBootstrap(DeviceBacking device, Clock clock, DriverConfig config, DeviceRegisters registers) {
    this.device = device;
    this.clock = clock;
    this.config = config;
    this.registers = registers;
  }

  /**
   * @throws DriverException if the device refuses, or announces nonsense; nothing is left then
   */
  Hwc establish() {
    DmaBuffer memory = device.allocate((long) PAGES * ManaDevice.PAGE);
    var smc = new Smc(device, clock, registers.smcWindow(), config.timeoutMillis());
    boolean established = false;
    try {
      smc.establish(
          memory.address(),
          page(memory, CQ).address(),
          page(memory, RQ).address(),
          page(memory, SQ).address(),
          Hwc.VECTOR);
      established = true;
      return initialize(memory, smc);
    } catch (DriverException e) {
      if (established) {
        destroyQuietly(smc, e);
      }
      device.free(memory);
      throw e;
    }
  }

  private static void destroyQuietly(Smc smc, DriverException cause) {
    try {
      smc.destroy();
    } catch (DriverException second) {
      cause.addSuppressed(second);
    }
  }

  private Hwc initialize(DmaBuffer memory, Smc smc) {
    var eq = new Eq(page(memory, EQ), ManaDevice.PAGE / Eqe.SIZE, Hwc.VECTOR);
    var parameters = new HwcParameters();
    var timeout = new CommandTimeout(config.timeoutMillis());
    var events = new EventQueues(device, parameters, timeout);
    var deadline = new Deadline(clock, config.timeoutMillis());
    while (!parameters.done()) {
      device.interrupted(Hwc.VECTOR);
      if (eq.process(events) == 0) {
        deadline.await("HWC_INIT_DONE");
      }
    }
    DoorbellPage doorbells = registers.doorbells(device, parameters.doorbellPage());
    eq.named(parameters.eqId(), doorbells);
    events.add(eq);
    events.limitCqs(parameters.maxCqs());
    var cq = new Cq(parameters.cqId(), page(memory, CQ), ManaDevice.PAGE / Cqe.SIZE, doorbells);
    events.add(cq);
    eq.arm();
    return new Hwc(
        device,
        clock,
        smc,
        memory,
        new Hwc.Queues(
            eq,
            cq,
            new WorkQueue(page(memory, SQ).segment(), ManaDevice.PAGE),
            new WorkQueue(page(memory, RQ).segment(), ManaDevice.PAGE)),
        parameters,
        events,
        timeout,
        doorbells);
  }

  private static DmaBuffer page(DmaBuffer memory, int index) {
    long at = (long) index * ManaDevice.PAGE;
    return new DmaBuffer(memory.segment().asSlice(at, ManaDevice.PAGE), memory.address() + at);
  }
}
