package org.manakin.driver;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.manakin.observe.Clock;
import org.manakin.wire.gdma.SmcWindow;

/**
 * The driver's side of the shared memory channel: 32 bytes of BAR 0, of which the last dword hands
 * possession to the device and, in its top bit, shows whose it is.
 */
final class Smc {
  private static final ValueLayout.OfInt DWORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int PAGE_SHIFT = 12;

  private final DeviceBacking device;
  private final Clock clock;
  private final long base;
  private final int timeoutMillis;

  Smc(DeviceBacking device, Clock clock, long base, int timeoutMillis) {
    this.device = device;
    this.clock = clock;
    this.base = base;
    this.timeoutMillis = timeoutMillis;
  }

  /** Starts the HWC over four pages at these bus addresses; its EQ signals {@code vector}. */
  void establish(long eq, long cq, long rq, long sq, int vector) {
    awaitPossession("possession of the SMC window before ESTABLISH_HWC");
    MemorySegment m = MemorySegment.ofArray(new byte[SmcWindow.SIZE]);
    SmcWindow.EQ.set(m, 0, eq >>> PAGE_SHIFT);
    SmcWindow.CQ.set(m, 0, cq >>> PAGE_SHIFT);
    SmcWindow.RQ.set(m, 0, rq >>> PAGE_SHIFT);
    SmcWindow.SQ.set(m, 0, sq >>> PAGE_SHIFT);
    SmcWindow.MSIX_INDEX.set(m, 0, vector);
    SmcWindow.HEADER.set(m, 0, SmcWindow.MSG_TYPE.place(SmcWindow.ESTABLISH_HWC));
    for (int at = 0; at < SmcWindow.SIZE; at += Integer.BYTES) {
      device.write32(base + at, m.get(DWORD, at));
    }
    awaitAnswer("ESTABLISH_HWC", SmcWindow.ESTABLISH_HWC);
  }

  /** Ends the HWC; when it returns the device no longer touches the driver's memory. */
  void destroy() {
    awaitPossession("possession of the SMC window before DESTROY_HWC");
    device.write32(
        base + SmcWindow.HEADER.offset(), SmcWindow.MSG_TYPE.place(SmcWindow.DESTROY_HWC));
    awaitAnswer("DESTROY_HWC", SmcWindow.DESTROY_HWC);
  }

  private void awaitAnswer(String what, int type) {
    int header = awaitPossession("the answer to " + what);
    if (SmcWindow.MSG_TYPE.of(header) != type
        || SmcWindow.MSG_VERSION.of(header) != 0
        || !SmcWindow.DIRECTION.in(header)) {
      throw new DriverException("%s was answered with header 0x%x".formatted(what, header));
    }
    if (SmcWindow.STATUS.in(header)) {
      throw new DriverException(
          "%s was refused with status %d".formatted(what, SmcWindow.STATUS.of(header)));
    }
  }

  private int awaitPossession(String what) {
    var deadline = new Deadline(clock, timeoutMillis);
    while (true) {
      int header = device.read32(base + SmcWindow.HEADER.offset());
      if (!SmcWindow.OWNER_IS_PF.in(header)) {
        return header;
      }
      device.interrupted(0); // a device without a thread of its own works in it
      deadline.await(header == -1 ? what + " (the window reads all-ones)" : what);
    }
  }
}
