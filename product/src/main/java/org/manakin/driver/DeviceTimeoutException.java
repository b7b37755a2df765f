package org.manakin.driver;

/** The device did not answer in time. */
public final class DeviceTimeoutException extends DriverException {
  private static final long serialVersionUID = 1L;

  DeviceTimeoutException(String what, long millis) {
    super(what + " did not come within " + millis + " ms");
  }
}
