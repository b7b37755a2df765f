package org.manakin.adapter.hwc;

import org.manakin.adapter.gdma.Client;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.RegisterDeviceResponse;
import org.manakin.wire.gdma.RequestHeader;

/**
 * REGISTER_DEVICE: gives the driver the protection domain, memory key and doorbell page for all it
 * makes on the device.
 */
public final class RegisterDevice implements Command {
  private final Devices devices;

  public RegisterDevice(Devices devices) {
    this.devices = devices;
  }

  @Override
  public int code() {
    return GdmaCommand.REGISTER_DEVICE;
  }

  @Override
  public int requestSize() {
    return RequestHeader.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    Client client = devices.register(request);
    var m = response.segment();
    RegisterDeviceResponse.PDID.set(m, 0, client.pdId());
    RegisterDeviceResponse.GPA_MKEY.set(m, 0, client.gpaKey());
    RegisterDeviceResponse.DB_ID.set(m, 0, client.doorbellPage());
  }
}
