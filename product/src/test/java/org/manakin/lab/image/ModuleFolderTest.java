package org.manakin.lab.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.lab.provision.LabException;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ModuleFolderTest {
  private static void write(Path folder, String file, String depends) throws IOException {
    byte[] content = ElfTest.module("depends=" + depends, "alias=pci:" + file);
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    if (file.endsWith(".xz")) {
      try (OutputStream out =
          new XZOutputStream(Files.newOutputStream(path), new LZMA2Options(0))) {
        out.write(content);
      }
    } else {
      Files.write(path, content);
    }
  }

  @Test
  void eachModuleComesAfterThoseItNeeds(@TempDir Path folder) throws IOException {
    write(folder, "kernel/drivers/net/virtio_net.ko.xz", "net_failover,virtio");
    write(folder, "kernel/drivers/net/net-failover.ko.xz", "failover");
    write(folder, "kernel/net/failover.ko", "");
    write(folder, "kernel/drivers/virtio/virtio.ko", "");
    write(folder, "kernel/unwanted.ko", "");
    Files.writeString(folder.resolve("modules.builtin"), "kernel/drivers/tty/virtio-console.ko\n");

    ModuleFolder modules = new ModuleFolder(folder);
    List<KernelModule> order = modules.inLoadOrder(List.of("virtio_net", "failover", "absent"));

    assertThat(order)
        .extracting(KernelModule::name)
        .containsExactly("failover", "net_failover", "virtio", "virtio_net");
    assertThat(modules.isBuiltIn("virtio_console")).isTrue();
    assertThat(modules.has("net_failover")).isTrue();
    assertThat(modules.has("absent")).isFalse();
    assertThat(ModuleFolder.modulesDep(order))
        .isEqualTo(
            """
            kernel/failover.ko:
            kernel/net_failover.ko: kernel/failover.ko
            kernel/virtio.ko:
            kernel/virtio_net.ko: kernel/net_failover.ko kernel/virtio.ko kernel/failover.ko
            """);
    assertThat(ModuleFolder.modulesAlias(order))
        .contains("alias pci:kernel/net/failover.ko failover");
  }

  @Test
  void aCircleIsRefused(@TempDir Path folder) throws IOException {
    write(folder, "a.ko", "b");
    write(folder, "b.ko", "a");
    assertThatThrownBy(() -> new ModuleFolder(folder).inLoadOrder(List.of("a")))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("depend on each other");
  }
}
