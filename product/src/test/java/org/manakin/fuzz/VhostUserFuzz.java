package org.manakin.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.vhostuser.SyntheticConfig;
import org.manakin.attach.vhostuser.SyntheticNic;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;
import org.manakin.packet.Port;

/**
 * The synthetic NIC under a QEMU and a driver of the fuzzer's: messages and rings that are right,
 * nearly right, or noise, and memory that changes and goes. Whatever they do, nothing is thrown at
 * the NIC's loop or at a sender, every descriptor is closed again, and the next guest sends and
 * receives.
 */
public final class VhostUserFuzz {
  private static final int MOST_OPERATIONS = 200;
  private static final byte[] PROBE = Packets.udp4().payload(58).build();
  private static final Place PLACE = Place.make();

  private VhostUserFuzz() {}

  /** The entry that the fuzzer calls. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    PLACE.assertServes();
    long before = OpenDescriptors.count();
    Input in = new Input(data);
    try (HostileFrontEnd client = new HostileFrontEnd(in, PLACE.nic)) {
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
  }

  /** Looks at every byte of what a guest sends, as a network would. */
  private static final class Reader implements Port {
    private final MemorySegment copy = MemorySegment.ofArray(new byte[1 << 17]);
    int frames;
    int last;

    @Override
    public void deliver(Frame frame) {
      if (frame.length() != 0) {
        frame.copyTo(0, copy, 0, frame.length());
      }
      frames++;
      last = frame.length();
    }
  }

  /** The NIC, which outlives its guests. */
  private record Place(SyntheticNic nic, Reader reader) {
    private static final long WINDOW = 1L << 34;

    static Place make() {
      try {
        Path directory = Files.createTempDirectory("manakin-fuzz");
        directory.toFile().deleteOnExit();
        Path socket = directory.resolve("net.sock");
        socket.toFile().deleteOnExit();
        SyntheticNic nic =
            SyntheticNic.open(
                socket, new SyntheticConfig(2, 1500), new AttachmentEvents() {}, WINDOW);
        Reader reader = new Reader();
        nic.connect(reader);
        return new Place(nic, reader);
      } catch (IOException e) {
        throw new UncheckedIOException("no NIC to fuzz", e);
      }
    }

    /** Works until there is nothing left to do. */
    void drain() {
      for (int rounds = 0; nic.work() > 0; rounds++) {
        if (rounds > 10_000) {
          throw new AssertionError("the NIC works without end");
        }
      }
    }

    /** A guest that keeps to the rules sends and receives. */
    void assertServes() throws IOException {
      if (nic.attached() || nic.regions() != 0) {
        throw new AssertionError("a client that left is still there");
      }
      try (VhostWire wire = new VhostWire(nic.socket())) {
        drain();
        wire.setUp(VhostWire.FEATURES);
        for (int ring = 0; ring < VhostWire.RINGS; ring++) {
          wire.post(ring, 0, ring % 2 == 0 ? VhostWire.BUFFER : 12 + PROBE.length);
        }
        int before = reader.frames;
        drain();
        require(reader.frames == before + 2, "each transmit ring sends");
        require(reader.last == PROBE.length, "what was posted");
        nic.port().deliver(Packets.frame(PROBE));
        nic.port().flush();
        require(wire.usedIndex(0) + wire.usedIndex(2) == 1, "one frame for one");
        wire.number(VhostWire.GET_QUEUE_NUM, 0);
        drain();
        require(wire.receive() == VhostWire.HEADER + 8 && wire.answer() == 2, "an answer");
      }
      drain();
    }

    private static void require(boolean holds, String what) {
      if (!holds) {
        throw new AssertionError("not so: " + what);
      }
    }
  }
}
