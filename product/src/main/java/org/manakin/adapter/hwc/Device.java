package org.manakin.adapter.hwc;

import org.manakin.adapter.gdma.Client;

/** A GDMA device of the function, as LIST_DEVICES names it. Registering activates its client. */
public interface Device {
  /** A code of {@link org.manakin.wire.gdma.DeviceType}. */
  int type();

  int instance();

  /** The protection domain, key and doorbell page that registering hands to the driver. */
  Client client();

  /** Destroys everything that the driver made through this device. */
  void release();
}
