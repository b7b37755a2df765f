package org.manakin.adapter.hwc;

import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.RequestHeader;

/**
 * DEREGISTER_DEVICE: ends a device's client; queues and regions that the driver left behind are
 * destroyed.
 */
public final class DeregisterDevice implements Command {
  private final Devices devices;

  public DeregisterDevice(Devices devices) {
    this.devices = devices;
  }

  @Override
  public int code() {
    return GdmaCommand.DEREGISTER_DEVICE;
  }

  @Override
  public int requestSize() {
    return RequestHeader.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    devices.deregister(request);
  }
}
