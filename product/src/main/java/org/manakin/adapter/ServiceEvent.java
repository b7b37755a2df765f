package org.manakin.adapter;

import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.gdma.ReconfigData;
import org.manakin.wire.gdma.ServiceType;

/**
 * What the hardware can tell a driver unasked. What a driver makes of it differs: Linux 7.3 acts on
 * all of these, 6.1 and 6.12 on none.
 */
public sealed interface ServiceEvent {

  int eqeType();

  int detail();

  /**
   * The hardware is about to be reprogrammed: Linux removes the port above the function and rescans
   * after 10 s.
   */
  record FpgaReconfiguration() implements ServiceEvent {
    @Override
    public int eqeType() {
      return EqeType.HWC_FPGA_RECONFIG;
    }

    @Override
    public int detail() {
      return 0;
    }
  }

  /** The driver shall reset itself: Linux suspends, waits 10 s and resumes. */
  record ResetRequest() implements ServiceEvent {
    @Override
    public int eqeType() {
      return EqeType.HWC_RESET_REQUEST;
    }

    @Override
    public int detail() {
      return 0;
    }
  }

  /**
   * From now on a driver waits so long for an answer on the hardware channel.
   *
   * @param millis 1 to 2^24 - 1
   */
  record HwcTimeout(int millis) implements ServiceEvent {
    @Override
    public int eqeType() {
      return EqeType.HWC_SOC_RECONFIG_DATA;
    }

    @Override
    public int detail() {
      return reconfig(ReconfigData.HWC_TIMEOUT, millis);
    }
  }

  /**
   * A vPort's link came or went. Frames pass all the same: the event tells the driver, nothing
   * more.
   */
  record Link(int vport, boolean connected) implements ServiceEvent {
    @Override
    public int eqeType() {
      return EqeType.HWC_SOC_RECONFIG_DATA;
    }

    @Override
    public int detail() {
      return reconfig(connected ? ReconfigData.LINK_CONNECT : ReconfigData.LINK_DISCONNECT, vport);
    }
  }

  /** RDMA on the function is suspended or resumed. */
  record RdmaService(boolean suspended) implements ServiceEvent {
    @Override
    public int eqeType() {
      return EqeType.HWC_SOC_SERVICE;
    }

    @Override
    public int detail() {
      return Eqe.SERVICE_TYPE.place(suspended ? ServiceType.RDMA_SUSPEND : ServiceType.RDMA_RESUME);
    }
  }

  private static int reconfig(int type, int value) {
    return Eqe.DATA_TYPE.place(type) | Eqe.DATA_VALUE.place(value);
  }
}
