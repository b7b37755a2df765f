package org.manakin.lab.provision;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** A Debian package file: an ar archive of a control and a data tar (deb(5)). */
final class DebFile {
  private final Path file;

  DebFile(Path file) {
    this.file = file;
  }

  /** The package's own control record. */
  PackageRecord control() throws IOException {
    try (TarArchiveInputStream tar = member("control.tar")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (relative(entry.getName()).equals("control")) {
          return PackageRecord.parse(new String(tar.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    throw new LabException(file + ": no control file inside");
  }

  /**
   * Unpacks files, links and the folders they are in; owners are not kept.
   *
   * @param wanted asked with each path relative to the root, without a leading slash
   */
  void unpack(Path target, Predicate<String> wanted) throws IOException {
    try (TarArchiveInputStream tar = member("data.tar")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name = relative(entry.getName());
        if (!entry.isDirectory() && wanted.test(name)) {
          Path path = target.resolve(name).normalize();
          if (!path.startsWith(target)) {
            throw new LabException(file + ": entry leads outside: " + name);
          }
          unpack(entry, tar, path, target);
        }
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path path, Path target)
      throws IOException {
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.deleteIfExists(path);
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.copy(
          target.resolve(relative(entry.getLinkName())),
          path,
          StandardCopyOption.REPLACE_EXISTING,
          LinkOption.NOFOLLOW_LINKS);
    } else if (entry.isFile()) {
      Files.copy(content, path, StandardCopyOption.REPLACE_EXISTING);
      if ((entry.getMode() & 0111) != 0) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  private static String relative(String name) {
    return name.startsWith("./") ? name.substring(2) : name;
  }

  private TarArchiveInputStream member(String prefix) throws IOException {
    ArArchiveInputStream ar =
        new ArArchiveInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    for (ArArchiveEntry entry = ar.getNextEntry(); entry != null; entry = ar.getNextEntry()) {
      if (entry.getName().startsWith(prefix)) {
        return new TarArchiveInputStream(decompressed(entry.getName(), ar));
      }
    }
    ar.close();
    throw new LabException(file + ": not a Debian package, or damaged: no " + prefix + " in it");
  }

  private static InputStream decompressed(String name, InputStream in) throws IOException {
    String format = name.substring(name.lastIndexOf('.') + 1);
    try {
      return switch (format) {
        case "tar" -> in;
        case "zst" ->
            throw new LabException(name + ": zstd is not used by Debian packages of these suites");
        default -> CompressorStreamFactory.getSingleton().createCompressorInputStream(format, in);
      };
    } catch (CompressorException e) {
      throw new LabException("cannot unpack " + name, e);
    }
  }
}
