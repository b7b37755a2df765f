package org.manakin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manakin.lab.Kernel;
import org.manakin.lab.Lab;
import org.manakin.lab.image.KernelImage;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A kernel as a user names it: one that is fetched, or a file. */
final class KernelName {
  private static final Path IN_BUILD_TREE = Path.of("arch/x86/boot/bzImage");

  private KernelName() {}

  /** Refuses names other than of fetched kernels, and another number of them. */
  static void checkPackaged(CommandSpec command, List<String> names, int number) {
    if (names.size() != number || !Kernel.PACKAGED.containsAll(names)) {
      throw new ParameterException(
          command.commandLine(),
          "--kernel %s: give %d of %s, with a comma between"
              .formatted(String.join(",", names), number, String.join(", ", Kernel.PACKAGED)));
    }
  }

  /**
   * The kernel of that name, fetched if need be, or the bzImage of that path.
   *
   * @param modules of a kernel that is a file; without it they are looked for in the build tree
   *     that the file is in, and in /lib/modules
   */
  static Kernel resolve(CommandSpec command, Lab lab, String name, @Nullable Path modules)
      throws IOException {
    if (Kernel.PACKAGED.contains(name)) {
      if (modules != null) {
        throw new ParameterException(
            command.commandLine(), "--modules is for a kernel of your own, not for " + name);
      }
      return lab.kernel(name);
    }
    Path image = Path.of(name);
    if (!Files.isRegularFile(image)) {
      throw new ParameterException(
          command.commandLine(),
          "--kernel %s: neither one of %s nor a file"
              .formatted(name, String.join(", ", Kernel.PACKAGED)));
    }
    return lab.kernel(image, modules == null ? modulesOf(image) : modules);
  }

  /** Where the modules of a kernel usually are. */
  static Path modulesOf(Path image) throws IOException {
    Path absolute = image.toAbsolutePath().normalize();
    if (absolute.endsWith(IN_BUILD_TREE)) {
      return absolute.resolve("../../../..").normalize();
    }
    Path installed = Path.of("/lib/modules", KernelImage.release(image));
    if (!Files.isDirectory(installed)) {
      throw new IOException(
          "the modules of %s are not in %s: name their folder with --modules"
              .formatted(image, installed));
    }
    return installed;
  }
}
