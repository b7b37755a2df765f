package org.manakin.lab.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.manakin.lab.provision.LabException;

/** Finds programs and all libraries they need in a tree of unpacked packages. */
final class ProgramFinder {
  private static final List<String> PROGRAM_FOLDERS = List.of("usr/bin", "usr/sbin", "bin", "sbin");
  private static final List<String> LIBRARY_FOLDERS =
      List.of("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib", "lib");

  private final Path tree;

  /**
   * @param tree stands for {@code /} of the packages
   */
  ProgramFinder(Path tree) {
    this.tree = tree;
  }

  /**
   * The programs and the closure of their libraries and loaders.
   *
   * @return path in the guest, with {@code /bin}, {@code /sbin} and {@code /lib} merged into {@code
   *     /usr} and without a leading slash, to file
   */
  SortedMap<String, Path> closure(List<String> programs, List<String> extraLibraries)
      throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    Deque<String> libraries = new ArrayDeque<>(extraLibraries);
    for (String program : programs) {
      Path file = find(program, PROGRAM_FOLDERS);
      files.put("usr/bin/" + program, file);
      Elf elf = new Elf(program, Files.readAllBytes(file));
      String interpreter = elf.interpreter();
      if (!interpreter.isEmpty()) {
        files.put(merged(interpreter), loader(interpreter));
      }
      libraries.addAll(elf.needed());
    }
    Set<String> seen = new HashSet<>();
    while (!libraries.isEmpty()) {
      String library = libraries.removeFirst();
      if (seen.add(library)) {
        Path file = find(library, LIBRARY_FOLDERS);
        files.put("usr/lib/x86_64-linux-gnu/" + library, file);
        libraries.addAll(new Elf(library, Files.readAllBytes(file)).needed());
      }
    }
    return files;
  }

  private Path loader(String interpreter) throws LabException {
    String name = interpreter.substring(interpreter.lastIndexOf('/') + 1);
    return find(name, LIBRARY_FOLDERS);
  }

  private static String merged(String path) {
    String relative = path.startsWith("/") ? path.substring(1) : path;
    return relative.startsWith("usr/") ? relative : "usr/" + relative;
  }

  /** Follows links inside the tree; an absolute one starts at the tree's root. */
  private Path find(String name, List<String> folders) throws LabException {
    for (String folder : folders) {
      Path file = resolved(tree.resolve(folder).resolve(name));
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new LabException(
        name + " is not in the packages under " + tree + ": delete that folder to fetch them anew");
  }

  private Path resolved(Path start) {
    Path path = start;
    for (int links = 0; links < 8 && Files.isSymbolicLink(path); links++) {
      try {
        Path target = Files.readSymbolicLink(path);
        path =
            target.isAbsolute()
                ? tree.resolve(target.toString().substring(1))
                : path.resolveSibling(target).normalize();
      } catch (IOException e) {
        return start;
      }
    }
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? path : start;
  }
}
