package org.manakin.guests;

import java.io.IOException;

/** Linux 7.3 as Debian ships it. */
class Linux73IT extends LinuxDriverSuite {
  Linux73IT() throws IOException {
    super("7.3", "6.1", true, true);
  }
}
