package org.manakin.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Sockets, memory objects and event counters of this process; not the jars it has open. */
final class OpenDescriptors {
  private OpenDescriptors() {}

  static long count() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(OpenDescriptors::passedOnSockets).count();
    }
  }

  private static boolean passedOnSockets(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("socket:")
          || target.startsWith("/memfd:")
          || target.startsWith("/dev/null")
          || target.startsWith("anon_inode:");
    } catch (IOException e) {
      return false; // the one that lists the folder
    }
  }
}
