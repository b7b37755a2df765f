package org.manakin.attach.vfiouser;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.Ending;

/** A server for a {@link FakeDevice}, run by the test's own thread. */
final class Rig implements Closeable {
  final FakeDevice device = new FakeDevice();
  final MsixVectors vectors = new MsixVectors(FakeDevice.VECTORS);
  final DmaTable dma = DmaTable.reserve(1L << 32);
  final List<String> told = new ArrayList<>();
  final VfioUserServer server;

  Rig(Path directory) throws IOException {
    server =
        VfioUserServer.open(
            directory.resolve("vf.sock"),
            device,
            vectors,
            dma,
            new AttachmentEvents() {
              @Override
              public void detached(Ending why, String detail) {
                told.add("detached " + why);
              }

              @Override
              public void refused(String reason) {
                told.add("refused: " + reason);
              }

              @Override
              public void warning(String text) {
                told.add("warning: " + text);
              }
            });
  }

  Client connect() throws IOException {
    return new Client(server.socket(), this::round);
  }

  void round() {
    int ignored = server.work();
  }

  /** Works until there is nothing left to do. */
  void drain() {
    while (server.work() > 0) {}
  }

  /** Sockets, memory objects and event counters of this process; not the jars it has open. */
  static long openDescriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(Rig::isOurs).count();
    }
  }

  private static boolean isOurs(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("socket:")
          || target.startsWith("/memfd:")
          || target.startsWith("anon_inode:");
    } catch (IOException e) {
      return false; // the one that lists the folder
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
