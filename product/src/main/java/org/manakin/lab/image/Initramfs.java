package org.manakin.lab.image;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * Writes a cpio archive in the format the kernel unpacks (newc), uncompressed: unpacking costs an
 * emulated guest more than reading. Folders above a file come into being with it. The same entries
 * give the same bytes.
 */
final class Initramfs implements Closeable {
  private static final int FOLDER = CpioConstants.C_ISDIR | 0755;
  private static final int PROGRAM = CpioConstants.C_ISREG | 0755;
  private static final int FILE = CpioConstants.C_ISREG | 0644;
  private static final int LINK = CpioConstants.C_ISLNK | 0777;

  private final CpioArchiveOutputStream cpio;
  private final Set<String> names = new HashSet<>();

  Initramfs(OutputStream out) {
    cpio =
        new CpioArchiveOutputStream(
            new BufferedOutputStream(out, 1 << 16), CpioConstants.FORMAT_NEW);
  }

  void folder(String path) throws IOException {
    if (!path.isEmpty() && names.add(path)) {
      parent(path);
      entry(path, FOLDER, new byte[0]);
    }
  }

  void program(String path, Path content) throws IOException {
    regular(path, PROGRAM, Files.readAllBytes(content));
  }

  void program(String path, String script) throws IOException {
    regular(path, PROGRAM, script.getBytes(StandardCharsets.UTF_8));
  }

  void file(String path, byte[] content) throws IOException {
    regular(path, FILE, content);
  }

  void file(String path, String content) throws IOException {
    file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A symbolic link; nothing happens if the name is taken. */
  void link(String path, String target) throws IOException {
    if (names.add(path)) {
      parent(path);
      entry(path, LINK, target.getBytes(StandardCharsets.UTF_8));
    }
  }

  void characterDevice(String path, int major, int minor) throws IOException {
    if (names.add(path)) {
      parent(path);
      CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, path);
      entry.setMode(CpioConstants.C_ISCHR | 0600);
      entry.setRemoteDeviceMaj(major);
      entry.setRemoteDeviceMin(minor);
      entry.setTime(0);
      entry.setNumberOfLinks(1);
      cpio.putArchiveEntry(entry);
      cpio.closeArchiveEntry();
    }
  }

  private void regular(String path, int mode, byte[] content) throws IOException {
    if (!names.add(path)) {
      throw new IllegalArgumentException("twice in an initramfs: " + path);
    }
    parent(path);
    entry(path, mode, content);
  }

  private void parent(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      folder(path.substring(0, slash));
    }
  }

  private void entry(String path, int mode, byte[] content) throws IOException {
    CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, path, content.length);
    entry.setMode(mode);
    entry.setTime(0);
    entry.setNumberOfLinks(1);
    cpio.putArchiveEntry(entry);
    cpio.write(content);
    cpio.closeArchiveEntry();
  }

  @Override
  public void close() throws IOException {
    cpio.close();
  }
}
