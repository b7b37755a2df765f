package org.manakin.attach;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.manakin.linux.FileStatus;

/**
 * Whether the client has a memory object mapped so that both sides see the same bytes. With
 * "share=off" QEMU passes the descriptor all the same and maps the object privately: from the first
 * write of the guest on, the two sides see different memory and nobody notices. Only the client's
 * list of mappings tells.
 */
enum Sharing {
  SHARED,
  PRIVATE,
  /** The list cannot be read, or the object is not in it. */
  UNKNOWN;

  // Columns of /proc/PID/maps.
  private static final int PERMISSIONS = 1;
  private static final int DEVICE = 3;
  private static final int INODE = 4;

  static Sharing of(int process, FileStatus object) {
    if (process <= 0) {
      return UNKNOWN;
    }
    String device =
        String.format(Locale.ROOT, "%02x:%02x", object.deviceMajor(), object.deviceMinor());
    String inode = Long.toUnsignedString(object.inode());
    Sharing found = UNKNOWN;
    try (BufferedReader maps = Files.newBufferedReader(Path.of("/proc/" + process + "/maps"))) {
      for (String line = maps.readLine(); line != null; line = maps.readLine()) {
        String[] columns = line.split(" +", INODE + 2);
        if (columns.length > INODE
            && columns[INODE].equals(inode)
            && columns[DEVICE].equals(device)) {
          if (columns[PERMISSIONS].endsWith("s")) {
            return SHARED;
          }
          found = PRIVATE;
        }
      }
    } catch (IOException e) {
      return UNKNOWN;
    }
    return found;
  }
}
