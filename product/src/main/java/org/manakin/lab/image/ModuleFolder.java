package org.manakin.lab.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.jspecify.annotations.Nullable;
import org.manakin.lab.provision.LabException;

/**
 * The modules of one kernel: a folder like {@code /lib/modules/RELEASE}, or any folder of {@code
 * .ko} files, such as a kernel's build tree. Packages hold no modules.dep, so dependencies come
 * from the modules themselves.
 */
final class ModuleFolder {
  private final Path folder;
  private final Map<String, Path> files = new HashMap<>();
  private final Set<String> builtIn = new HashSet<>();

  ModuleFolder(Path folder) throws IOException {
    this.folder = folder;
    try (Stream<Path> all = Files.walk(folder)) {
      all.forEach(file -> {
        String name = String.valueOf(file.getFileName());
        int suffix = name.indexOf(".ko");
        if (suffix > 0 && name.substring(suffix).matches("\\.ko(\\.(xz|gz|zst))?")) {
          files.put(KernelModule.normalised(name.substring(0, suffix)), file);
        }
      });
    }
    Path list = folder.resolve("modules.builtin");
    if (Files.isReadable(list)) {
      for (String line : Files.readAllLines(list)) {
        String name = line.substring(line.lastIndexOf('/') + 1);
        builtIn.add(KernelModule.normalised(name.replace(".ko", "")));
      }
    }
  }

  boolean has(String name) {
    return files.containsKey(KernelModule.normalised(name));
  }

  boolean isBuiltIn(String name) {
    return builtIn.contains(KernelModule.normalised(name));
  }

  /**
   * The given modules with all they depend on, each after those it needs.
   *
   * @param names those the folder lacks are left out: the kernel may have them built in
   */
  List<KernelModule> inLoadOrder(Collection<String> names) throws IOException {
    Map<String, KernelModule> ordered = new LinkedHashMap<>();
    for (String name : names) {
      add(KernelModule.normalised(name), ordered, new HashSet<>());
    }
    return List.copyOf(ordered.values());
  }

  private void add(String name, Map<String, KernelModule> ordered, Set<String> open)
      throws IOException {
    @Nullable Path file = files.get(name);
    if (file == null || ordered.containsKey(name)) {
      return;
    }
    if (!open.add(name)) {
      throw new LabException("modules under " + folder + " depend on each other: " + open);
    }
    KernelModule module = KernelModule.parse(name, unpacked(file));
    for (String dependency : module.depends()) {
      add(dependency, ordered, open);
    }
    ordered.put(name, module);
  }

  private static byte[] unpacked(Path file) throws IOException {
    String name = file.toString();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      if (name.endsWith(".ko")) {
        return in.readAllBytes();
      }
      if (name.endsWith(".zst")) {
        throw new LabException(
            file + ": zstd-compressed modules are not supported: unpack them, or build without");
      }
      String format = name.substring(name.lastIndexOf('.') + 1);
      try (InputStream unpacked =
          CompressorStreamFactory.getSingleton().createCompressorInputStream(format, in)) {
        return unpacked.readAllBytes();
      }
    } catch (CompressorException e) {
      throw new LabException("cannot unpack " + file, e);
    }
  }

  /** The text of modules.dep: each module's path, a colon, and all it needs, nearest first. */
  static String modulesDep(List<KernelModule> modules) {
    Map<String, KernelModule> byName = new HashMap<>();
    modules.forEach(module -> byName.put(module.name(), module));
    StringBuilder text = new StringBuilder();
    for (KernelModule module : modules) {
      Set<String> needed = new java.util.LinkedHashSet<>();
      List<String> queue = new ArrayList<>(module.depends());
      while (!queue.isEmpty()) {
        @Nullable KernelModule next = byName.get(queue.removeFirst());
        if (next != null) {
          // A module needed again by a later one has to come after it: it is loaded earlier.
          needed.remove(next.name());
          needed.add(next.name());
          queue.addAll(next.depends());
        }
      }
      text.append(path(module.name())).append(':');
      needed.forEach(name -> text.append(' ').append(path(name)));
      text.append('\n');
    }
    return text.toString();
  }

  /** The text of modules.alias. */
  static String modulesAlias(List<KernelModule> modules) {
    StringBuilder text = new StringBuilder();
    for (KernelModule module : modules) {
      for (String alias : module.aliases()) {
        text.append("alias ").append(alias).append(' ').append(module.name()).append('\n');
      }
    }
    return text.toString();
  }

  /** Where a module is in the guest, relative to {@code /lib/modules/RELEASE}. */
  static String path(String name) {
    return "kernel/" + name + ".ko";
  }
}
