package org.manakin.guests;

import java.io.IOException;

/** Linux 6.1 as Debian ships it. */
class Linux61IT extends LinuxDriverSuite {
  Linux61IT() throws IOException {
    super("6.1", "6.12", false, false);
  }
}
