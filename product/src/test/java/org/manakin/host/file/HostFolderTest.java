package org.manakin.host.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.host.HostPlan;

class HostFolderTest {
  @TempDir private Path folder;

  @Test
  void isBelowTheUsersRuntimeFolder() {
    assertThat(HostFolder.root(Map.of("XDG_RUNTIME_DIR", "/run/user/7")))
        .isEqualTo(Path.of("/run/user/7/manakin"));
    Path other = Path.of("/tmp/manakin-" + System.getProperty("user.name"));
    assertThat(HostFolder.root(Map.of())).isEqualTo(other);
    assertThat(HostFolder.root(Map.of("XDG_RUNTIME_DIR", "relative"))).isEqualTo(other);
  }

  @Test
  void isMadeForItsOwnerAndRemovedWhenNothingIsLeft() throws IOException {
    Path file = folder.resolve("rack.yaml");
    Files.writeString(
        file,
        """
        networks: [{name: blue, vni: 1}]
        vms: [{name: a, nics: [{name: n, network: blue, adapter: {socket: other/vf}}]}]
        """);
    HostPlan plan = HostFile.read(file, Map.of("XDG_RUNTIME_DIR", folder.toString()));
    HostFolder.makeFor(plan);
    Path sockets = folder.resolve("manakin/rack");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets)))
        .isEqualTo("rwx------");
    assertThat(folder.resolve("other")).isDirectory();
    Files.createFile(plan.control());
    assertThat(HostFolder.controls(folder.resolve("manakin"))).containsExactly(plan.control());
    HostFolder.removeEmpty(plan);
    assertThat(folder.resolve("other")).doesNotExist();
    assertThat(sockets).isDirectory();
    Files.delete(plan.control());
    HostFolder.removeEmpty(plan);
    assertThat(sockets).doesNotExist();
    assertThat(HostFolder.controls(folder.resolve("manakin"))).isEmpty();
    assertThat(HostFolder.controls(folder.resolve("nothing"))).isEmpty();
  }
}
