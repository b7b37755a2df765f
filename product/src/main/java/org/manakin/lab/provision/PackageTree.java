package org.manakin.lab.provision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Unpacked packages in the cache.
 *
 * @param root stands for {@code /} of the packages
 * @param packages name to version of every package in it
 */
public record PackageTree(Path root, SortedMap<String, String> packages) {
  private static final String STAMP = ".packages";

  public PackageTree {
    packages = Collections.unmodifiableSortedMap(new TreeMap<>(packages));
  }

  /** Reads the stamp that a finished tree carries. */
  static PackageTree read(Path root) throws IOException {
    SortedMap<String, String> packages = new TreeMap<>();
    for (String line : Files.readAllLines(root.resolve(STAMP))) {
      int blank = line.indexOf(' ');
      if (blank < 0) {
        throw new LabException(root.resolve(STAMP) + " is damaged: delete the folder it is in");
      }
      packages.put(line.substring(0, blank), line.substring(blank + 1));
    }
    return new PackageTree(root, packages);
  }

  static boolean isComplete(Path root) {
    return Files.isReadable(root.resolve(STAMP));
  }

  /** Written last, before the folder gets its final name. */
  void writeStamp() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> entry : packages.entrySet()) {
      text.append(entry.getKey()).append(' ').append(entry.getValue()).append('\n');
    }
    Files.writeString(root.resolve(STAMP), text);
  }

  /** The version of one package, or "unknown". */
  public String version(String name) {
    return packages.getOrDefault(name, "unknown");
  }
}
