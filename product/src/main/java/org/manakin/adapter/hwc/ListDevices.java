package org.manakin.adapter.hwc;

import java.util.List;
import org.manakin.wire.gdma.DeviceType;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.ListDevicesResponse;
import org.manakin.wire.gdma.RequestHeader;

/**
 * LIST_DEVICES: the hardware channel itself and the devices behind it, without holes, which older
 * drivers need.
 */
public final class ListDevices implements Command {
  private final List<Device> devices;

  public ListDevices(Devices devices) {
    this.devices = devices.all();
  }

  @Override
  public int code() {
    return GdmaCommand.LIST_DEVICES;
  }

  @Override
  public int requestSize() {
    return RequestHeader.SIZE;
  }

  @Override
  public void execute(Request request, Response response) {
    var m = response.segment();
    ListDevicesResponse.NUM_OF_DEVS.set(m, 0, devices.size() + 1);
    ListDevicesResponse.DEV_TYPE.set(m, 0, DeviceType.HWC);
    for (int i = 0; i < devices.size(); i++) {
      long entry = (i + 1L) * ListDevicesResponse.DEV_STRIDE;
      ListDevicesResponse.DEV_TYPE.set(m, entry, devices.get(i).type());
      ListDevicesResponse.DEV_INSTANCE.set(m, entry, devices.get(i).instance());
    }
  }
}
