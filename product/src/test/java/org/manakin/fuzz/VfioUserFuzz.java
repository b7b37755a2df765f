package org.manakin.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.vfiouser.DmaTable;
import org.manakin.attach.vfiouser.MsixVectors;
import org.manakin.attach.vfiouser.VfioUserServer;

/**
 * The vfio-user server under clients of the fuzzer's: messages that are right, nearly right, or
 * noise, in pieces, with and without descriptors. Whatever they say, nothing is thrown at the
 * server's loop, every descriptor is closed again, and the next client is served.
 */
public final class VfioUserFuzz {
  private static final int MOST_OPERATIONS = 200;
  private static final Place PLACE = Place.make();

  private VfioUserFuzz() {}

  /** The entry that the fuzzer calls. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    PLACE.assertServes();
    long before = OpenDescriptors.count();
    Input in = new Input(data);
    try (HostileClient client = new HostileClient(in, PLACE.server)) {
      for (int i = 0; i < MOST_OPERATIONS && in.more(); i++) {
        client.act();
      }
    }
    PLACE.drain();
    PLACE.assertServes();
    long after = OpenDescriptors.count();
    if (after != before) {
      throw new AssertionError(
          "%d descriptors are open, %d were before the client came".formatted(after, before));
    }
    if (PLACE.dma.memory().ranges() != 0) {
      throw new AssertionError("memory of a client that left is still mapped");
    }
  }

  /** The server, which outlives its clients, and its device. */
  private record Place(Path directory, VfioUserServer server, ScratchDevice device, DmaTable dma) {
    private static final long WINDOW = 1L << 32;

    static Place make() {
      try {
        Path directory = Files.createTempDirectory("manakin-fuzz");
        directory.toFile().deleteOnExit();
        DmaTable dma = DmaTable.reserve(WINDOW);
        MsixVectors vectors = new MsixVectors(ScratchDevice.VECTORS);
        ScratchDevice device = new ScratchDevice(dma.memory(), vectors);
        Path socket = directory.resolve("vf.sock");
        socket.toFile().deleteOnExit();
        VfioUserServer server =
            VfioUserServer.open(socket, device, vectors, dma, new AttachmentEvents() {});
        return new Place(directory, server, device, dma);
      } catch (IOException e) {
        throw new UncheckedIOException("no server to fuzz", e);
      }
    }

    /** Works until there is nothing left to do. */
    void drain() {
      for (int rounds = 0; server.work() > 0; rounds++) {
        if (rounds > 10_000) {
          throw new AssertionError("the server works without end");
        }
      }
    }

    /** A client that keeps to the protocol gets what it asks for. */
    void assertServes() throws IOException {
      try (PoliteClient client = new PoliteClient(server)) {
        client.assertServed();
      }
      drain();
      if (server.attached()) {
        throw new AssertionError("a client that left is still attached");
      }
    }
  }
}
