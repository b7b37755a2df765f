package org.manakin.lab.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.manakin.lab.provision.Folders;

/**
 * Folders for sockets and logs of running guests, in the system's folder for temporary files. Their
 * names hold this process's id, so that what a killed process left can be told and removed.
 */
public final class RunFolder {
  private static final Pattern NAME = Pattern.compile("manakin-(\\d+)-.+");

  private RunFolder() {}

  /** A new folder only this user can enter. */
  public static Path create() throws IOException {
    return Files.createTempDirectory("manakin-" + ProcessHandle.current().pid() + "-");
  }

  /** Removes the folders of this user's processes that are gone. */
  public static void removeStale() throws IOException {
    removeStale(Path.of(System.getProperty("java.io.tmpdir")));
  }

  static void removeStale(Path parent) throws IOException {
    List<Path> all;
    try (Stream<Path> entries = Files.list(parent)) {
      all = entries.filter(Files::isDirectory).filter(Files::isWritable).toList();
    }
    for (Path folder : all) {
      Matcher matcher = NAME.matcher(String.valueOf(folder.getFileName()));
      if (matcher.matches()
          && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()
          && Files.getOwner(folder).equals(Files.getOwner(parentOfOwn()))) {
        Folders.delete(folder);
      }
    }
  }

  /** Something that certainly belongs to this user. */
  private static Path parentOfOwn() {
    return Path.of("/proc/self");
  }
}
