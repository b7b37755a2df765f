package org.manakin.host;

import java.io.IOException;
import java.net.NetworkInterface;
import org.manakin.attach.tap.TapPort;

/** How a host opens TAP interfaces. */
final class Taps {
  private Taps() {}

  /**
   * Opens the interface; one that is created here gets the MTU and is set up, one that exists is
   * left as it is.
   *
   * @param user whose interface it is, for warnings
   */
  static TapPort open(String ifname, int mtu, String user, HostEvents events) throws IOException {
    boolean exists = NetworkInterface.getByName(ifname) != null;
    TapPort opened = TapPort.open(ifname);
    if (!exists) {
      try {
        opened.tap().setMtu(mtu);
        opened.tap().setUp();
      } catch (IOException e) {
        events.happened(user, "warning: " + e.getMessage());
      }
    }
    return opened;
  }
}
