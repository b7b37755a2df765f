package org.manakin.attach.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.linux.Fd;
import org.manakin.linux.Memfd;

/** Memory that the client has mapped privately would silently differ from the device's. */
class PrivateMemoryTest {
  private static final long MIB = 1 << 20;

  @TempDir Path directory;

  @Test
  void aClientWithPrivateMemoryIsRefused() throws IOException {
    try (Rig rig = new Rig(directory);
        Client client = rig.connect();
        Fd ram = Memfd.create("ram", MIB);
        Arena arena = Arena.ofConfined()) {
      client.negotiate();
      map(ram, MapMode.PRIVATE, arena);
      assertThat(client.call(client.map(0, MIB, 0, 3), ram).failed()).isTrue();
      assertThat(client.call(client.info()).failed()).isTrue();
      assertThat(rig.dma.memory().ranges()).isZero();
      assertThat(rig.told).singleElement().asString().contains("share=off").contains("share=on");
    }
  }

  @Test
  void whereNothingCanBeSeenItIsSaidOnce() throws IOException {
    try (Rig rig = new Rig(directory);
        Client client = rig.connect();
        Fd ram = Memfd.create("ram", MIB);
        Fd more = Memfd.create("more", MIB)) {
      client.negotiate();
      assertThat(client.call(client.map(0, MIB, 0, 3), ram).failed()).isFalse();
      assertThat(client.call(client.map(MIB, MIB, 0, 3), more).failed()).isFalse();
      assertThat(client.call(client.info()).failed()).isFalse();
      assertThat(rig.told).singleElement().asString().startsWith("warning: cannot see");
    }
  }

  private static void map(Fd ram, MapMode mode, Arena arena) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            Path.of("/proc/self/fd/" + ram.number()),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      assertThat(channel.map(mode, 0, MIB, arena).byteSize()).isEqualTo(MIB);
    }
  }
}
