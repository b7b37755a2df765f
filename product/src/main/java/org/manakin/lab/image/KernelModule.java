package org.manakin.lab.image;

import java.util.ArrayList;
import java.util.List;
import org.manakin.lab.provision.LabException;

/**
 * What a kernel module says of itself.
 *
 * @param name with underscores
 * @param depends the modules it needs loaded first, by name
 * @param aliases the patterns of what it drives
 * @param content the module, unpacked
 */
record KernelModule(String name, List<String> depends, List<String> aliases, byte[] content) {
  KernelModule {
    depends = List.copyOf(depends);
    aliases = List.copyOf(aliases);
  }

  /** Reads the module's .modinfo section. */
  static KernelModule parse(String name, byte[] content) throws LabException {
    List<String> depends = new ArrayList<>();
    List<String> aliases = new ArrayList<>();
    for (String entry : new Elf(name, content).sectionStrings(".modinfo")) {
      if (entry.startsWith("depends=")) {
        for (String dependency : entry.substring("depends=".length()).split(",", -1)) {
          if (!dependency.isEmpty()) {
            depends.add(normalised(dependency));
          }
        }
      } else if (entry.startsWith("alias=")) {
        aliases.add(entry.substring("alias=".length()));
      }
    }
    return new KernelModule(normalised(name), depends, aliases, content);
  }

  /** Module names treat '-' and '_' alike. */
  static String normalised(String name) {
    return name.replace('-', '_');
  }
}
