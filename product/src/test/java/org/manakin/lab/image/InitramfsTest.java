package org.manakin.lab.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.lab.provision.LabException;

class InitramfsTest {
  private static byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Initramfs initramfs = new Initramfs(bytes)) {
      initramfs.link("bin", "usr/bin");
      initramfs.program("usr/bin/agent", "#!/bin/sh\n");
      initramfs.file("usr/share/text", "hello");
      initramfs.link("usr/bin/agent", "taken");
      initramfs.characterDevice("dev/console", 5, 1);
    }
    return bytes.toByteArray();
  }

  @Test
  void foldersComeBeforeWhatIsInThem() throws IOException {
    byte[] archive = archive();
    assertThat(new String(archive, 0, 6, StandardCharsets.US_ASCII)).isEqualTo("070701");
    Map<String, CpioArchiveEntry> entries = new LinkedHashMap<>();
    Map<String, String> contents = new LinkedHashMap<>();
    try (CpioArchiveInputStream in =
        new CpioArchiveInputStream(new ByteArrayInputStream(archive))) {
      for (CpioArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        entries.put(e.getName(), e);
        contents.put(e.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    assertThat(entries.keySet())
        .containsExactly(
            "bin",
            "usr",
            "usr/bin",
            "usr/bin/agent",
            "usr/share",
            "usr/share/text",
            "dev",
            "dev/console");
    assertThat(contents).containsEntry("bin", "usr/bin").containsEntry("usr/share/text", "hello");
    assertThat(entries.values().stream().map(InitramfsTest::describe).toList())
        .contains("bin 120777", "usr/bin 40755", "usr/bin/agent 100755", "dev/console 20600 5:1");
  }

  private static String describe(CpioArchiveEntry entry) {
    String text = entry.getName() + " " + Long.toOctalString(entry.getMode());
    return entry.isCharacterDevice()
        ? text + " " + entry.getRemoteDeviceMaj() + ":" + entry.getRemoteDeviceMin()
        : text;
  }

  @Test
  void theSameEntriesGiveTheSameBytes() throws IOException {
    assertThat(archive()).isEqualTo(archive());
  }

  @Test
  void aKernelNamesItsRelease(@TempDir Path folder) throws IOException {
    ByteBuffer image = ByteBuffer.allocate(0x4000).order(ByteOrder.LITTLE_ENDIAN);
    image.putInt(0x202, 0x53726448).putShort(0x20e, (short) 0x3000);
    image.put(0x3200, "6.13.0-rc4+ (me@host) #1\0".getBytes(StandardCharsets.US_ASCII));
    Path file = Files.write(folder.resolve("bzImage"), image.array());
    assertThat(KernelImage.release(file)).isEqualTo("6.13.0-rc4+");
    Path other = Files.write(folder.resolve("vmlinux"), new byte[0x4000]);
    assertThatThrownBy(() -> KernelImage.release(other))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("bzImage");
  }
}
