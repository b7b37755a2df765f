package org.manakin.guests;

import java.io.IOException;

/** Linux 6.12 as Debian ships it. */
class Linux612IT extends LinuxDriverSuite {
  Linux612IT() throws IOException {
    super("6.12", "7.3", true, false);
  }
}
