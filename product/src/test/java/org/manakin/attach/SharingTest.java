package org.manakin.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.manakin.linux.Fd;
import org.manakin.linux.Memfd;

/** Whether a memory object is shared is read off the list of mappings. */
class SharingTest {
  private static final long MIB = 1 << 20;
  private static final int ME = (int) ProcessHandle.current().pid();

  @Test
  void theListOfMappingsTells() throws IOException {
    try (Fd ram = Memfd.create("ram", MIB);
        Arena arena = Arena.ofConfined()) {
      assertThat(Sharing.of(ME, ram.status())).isEqualTo(Sharing.UNKNOWN);
      map(ram, MapMode.PRIVATE, arena);
      assertThat(Sharing.of(ME, ram.status())).isEqualTo(Sharing.PRIVATE);
      map(ram, MapMode.READ_WRITE, arena);
      assertThat(Sharing.of(ME, ram.status())).isEqualTo(Sharing.SHARED);
    }
  }

  @Test
  void aProcessThatIsNotThereTellsNothing() throws IOException {
    try (Fd ram = Memfd.create("ram", MIB)) {
      assertThat(Sharing.of(0, ram.status())).isEqualTo(Sharing.UNKNOWN);
      assertThat(Sharing.of(Integer.MAX_VALUE, ram.status())).isEqualTo(Sharing.UNKNOWN);
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
