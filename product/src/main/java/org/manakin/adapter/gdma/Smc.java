package org.manakin.adapter.gdma;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.manakin.wire.gdma.SmcTimeoutReport;
import org.manakin.wire.gdma.SmcWindow;

/**
 * The shared memory channel: a 32-byte register window through which the driver asks for a hardware
 * channel, and for its end. The store of the last dword hands the window to the device; this device
 * answers within that store, so a driver never sees it possessed.
 *
 * <p>The service thread only.
 */
public final class Smc {
  private static final int OK = 0;
  private static final int REFUSED = 1;
  private static final int PAGE_SHIFT = 12;

  /** What the requests of the window mean to the function. */
  public interface Handler {
    /**
     * Builds the hardware channel from four page addresses and a vector; false if there is one
     * already.
     */
    boolean establish(long eq, long cq, long rq, long sq, int vector);

    /** Ends the hardware channel and everything that was made through it. */
    void destroy();

    /** The driver complains that the channel did not answer. */
    void timeoutReported(int waitedMillis);
  }

  private final Handler handler;
  private final MemorySegment window = Arena.ofAuto().allocate(SmcWindow.SIZE, 8);

  public Smc(Handler handler) {
    this.handler = handler;
  }

  /** A 32-bit load at byte {@code offset} of the window, a multiple of 4. */
  public int read(int offset) {
    return window.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
  }

  /** A 32-bit store; one to the last dword is a request. */
  public void write(int offset, int value) {
    window.set(ValueLayout.JAVA_INT_UNALIGNED, offset, value);
    if (offset == SmcWindow.HEADER.offset()) {
      SmcWindow.HEADER.set(window, 0, answer(value));
    }
  }

  /** The window as after power-on: the driver's. */
  public void reset() {
    window.fill((byte) 0);
  }

  private int answer(int header) {
    int type = SmcWindow.MSG_TYPE.of(header);
    int status =
        switch (type) {
          case SmcWindow.ESTABLISH_HWC -> establish();
          case SmcWindow.DESTROY_HWC -> {
            handler.destroy();
            yield OK;
          }
          case SmcWindow.REPORT_HWC_TIMEOUT -> {
            handler.timeoutReported(
                SmcTimeoutReport.WAIT_MS.of(SmcTimeoutReport.TIMEOUT_INFO.get(window, 0)));
            yield OK;
          }
          default -> REFUSED;
        };
    int version = SmcWindow.MSG_VERSION.of(header);
    return SmcWindow.MSG_TYPE.place(type)
        | SmcWindow.MSG_VERSION.place(version)
        | SmcWindow.DIRECTION.place(1)
        | SmcWindow.STATUS.place(status);
  }

  private int establish() {
    boolean done =
        handler.establish(
            SmcWindow.EQ.get(window, 0) << PAGE_SHIFT,
            SmcWindow.CQ.get(window, 0) << PAGE_SHIFT,
            SmcWindow.RQ.get(window, 0) << PAGE_SHIFT,
            SmcWindow.SQ.get(window, 0) << PAGE_SHIFT,
            SmcWindow.MSIX_INDEX.get(window, 0));
    return done ? OK : REFUSED;
  }
}
