package org.manakin.adapter.hwc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manakin.adapter.gdma.Client;
import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.wire.gdma.Status;

/** The GDMA devices of the function and which of them are registered. The service thread only. */
public final class Devices {
  private final GdmaFunction function;
  private final List<Device> all;
  private final List<Device> registered = new ArrayList<>();

  public Devices(GdmaFunction function, List<Device> all) {
    this.function = function;
    this.all = List.copyOf(all);
  }

  List<Device> all() {
    return all;
  }

  /** Activates the device that the request names and returns its client. */
  Client register(Request request) throws Refusal {
    Device device = named(request);
    if (registered.contains(device)) {
      throw new Refusal(
          Status.INVALID_DEVICE_STATE, "device type " + device.type() + " is registered already");
    }
    registered.add(device);
    return device.client();
  }

  /** Ends the device that the request names; what its driver left behind goes with it. */
  void deregister(Request request) throws Refusal {
    Device device = named(request);
    if (!registered.remove(device)) {
      throw new Refusal(
          Status.INVALID_DEVICE_STATE, "device type " + device.type() + " is not registered");
    }
    device.release();
    function.destroyEqsOf(device.client());
    if (registered.isEmpty()) {
      function.regions().clear();
    }
  }

  /** The registered client of that protection domain and doorbell page. */
  Client client(int pdId, int doorbellPage) throws Refusal {
    for (Device device : registered) {
      Client client = device.client();
      if (client.pdId() == pdId && client.doorbellPage() == doorbellPage) {
        return client;
      }
    }
    throw new Refusal(
        Status.INVALID_PARAMETER,
        "no registered device has PD " + pdId + " and doorbell page " + doorbellPage);
  }

  public boolean isRegistered(Device device) {
    return registered.contains(device);
  }

  /** Names of what is registered, for the inspection tree. */
  int registeredCount() {
    return registered.size();
  }

  private Device named(Request request) throws Refusal {
    @Nullable Device found = null;
    for (Device device : all) {
      if (device.type() == request.deviceType() && device.instance() == request.deviceInstance()) {
        found = device;
      }
    }
    if (found == null) {
      throw new Refusal(
          Status.INVALID_PARAMETER,
          "there is no device " + request.deviceType() + "." + request.deviceInstance());
    }
    return found;
  }
}
