package org.manakin.lab.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manakin.lab.provision.LabException;

class ElfTest {
  private static final int LOADED_AT = 0x400000;

  /** A program with a loader and the given libraries, its dynamic section loaded at LOADED_AT. */
  private static byte[] program(List<String> libraries) {
    ByteBuffer file = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    file.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1});
    file.putLong(0x20, 64).putShort(0x36, (short) 56).putShort(0x38, (short) 3);
    header(file, 64, 1, 0, LOADED_AT, 4096);
    header(file, 64 + 56, 2, 0x400, LOADED_AT + 0x400, 16L * (libraries.size() + 2));
    header(file, 64 + 112, 3, 0x200, LOADED_AT + 0x200, 32);
    file.put(0x200, "/lib64/ld-linux-x86-64.so.2\0".getBytes(StandardCharsets.UTF_8));
    int strings = 0x800;
    int next = 1;
    int entry = 0x400;
    for (String library : libraries) {
      file.putLong(entry, 1).putLong(entry + 8, next);
      file.put(strings + next, (library + "\0").getBytes(StandardCharsets.UTF_8));
      next += library.length() + 1;
      entry += 16;
    }
    file.putLong(entry, 5).putLong(entry + 8, LOADED_AT + strings);
    return file.array();
  }

  private static void header(
      ByteBuffer file, int at, int type, long offset, long address, long size) {
    file.putInt(at, type).putLong(at + 8, offset).putLong(at + 16, address);
    file.putLong(at + 32, size);
  }

  /** A module whose .modinfo section holds the given entries. */
  static byte[] module(String... modinfo) {
    byte[] info = (String.join("\0", modinfo) + "\0").getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(1024 + info.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1});
    file.putLong(0x28, 256).putShort(0x3a, (short) 64).putShort(0x3c, (short) 2);
    file.putShort(0x3e, (short) 0);
    file.put(128, "\0.shstrtab\0.modinfo\0".getBytes(StandardCharsets.UTF_8));
    file.putInt(256, 1).putLong(256 + 0x18, 128).putLong(256 + 0x20, 20);
    file.putInt(320, 11).putLong(320 + 0x18, 1024).putLong(320 + 0x20, info.length);
    file.put(1024, info);
    return file.array();
  }

  @Test
  void findsLoaderAndLibrariesInOrder() throws IOException {
    Elf elf = new Elf("ip", program(List.of("libmnl.so.0", "libc.so.6")));
    assertThat(elf.interpreter()).isEqualTo("/lib64/ld-linux-x86-64.so.2");
    assertThat(elf.needed()).containsExactly("libmnl.so.0", "libc.so.6");
  }

  @Test
  void readsWhatAModuleSaysOfItself() throws IOException {
    KernelModule module =
        KernelModule.parse(
            "virtio-net",
            module("license=GPL", "depends=net_failover,vdpa-x", "alias=virtio:d00000001v*"));
    assertThat(module.name()).isEqualTo("virtio_net");
    assertThat(module.depends()).containsExactly("net_failover", "vdpa_x");
    assertThat(module.aliases()).containsExactly("virtio:d00000001v*");
    assertThat(KernelModule.parse("mana", module("depends=")).depends()).isEmpty();
  }

  @Test
  void aFileThatIsNoneIsRefusedByName() {
    assertThatThrownBy(() -> new Elf("script", "#!/bin/sh".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("script: not a 64-bit");
  }

  @Test
  void anyTruncationIsReportedAsDamage() throws IOException {
    byte[] whole = program(List.of("libc.so.6"));
    List<Integer> silent = new ArrayList<>();
    for (int length = 64; length < 0x800; length += 8) {
      Elf cut = new Elf("cut", Arrays.copyOf(whole, length));
      try {
        if (!cut.needed().isEmpty()) {
          silent.add(length);
        }
      } catch (LabException e) {
        assertThat(e).hasMessage("cut: damaged ELF file");
      }
    }
    assertThat(silent).isEmpty();
  }
}
