package org.manakin.lab.provision;

import java.util.ArrayList;
import java.util.List;

/**
 * What a package says of itself in the archive's index.
 *
 * @param dependencies names only, without versions; the first of alternatives
 */
record PackageRecord(String name, String version, List<String> dependencies) {
  PackageRecord {
    dependencies = List.copyOf(dependencies);
  }

  /** Reads the first paragraph of {@code apt-cache show} or of a control file. */
  static PackageRecord parse(String text) throws LabException {
    String name = "";
    String version = "";
    List<String> dependencies = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (line.isEmpty() && !name.isEmpty()) {
        break;
      } else if (line.startsWith("Package: ")) {
        name = line.substring("Package: ".length()).strip();
      } else if (line.startsWith("Version: ")) {
        version = line.substring("Version: ".length()).strip();
      } else if (line.startsWith("Depends: ")) {
        for (String dependency : line.substring("Depends: ".length()).split(",", -1)) {
          dependencies.add(firstName(dependency));
        }
      }
    }
    if (name.isEmpty() || version.isEmpty()) {
      throw new LabException("not a package record: " + text.lines().findFirst().orElse("(empty)"));
    }
    return new PackageRecord(name, version, dependencies);
  }

  private static String firstName(String dependency) {
    return dependency.strip().split("[ (|:]", 2)[0];
  }
}
