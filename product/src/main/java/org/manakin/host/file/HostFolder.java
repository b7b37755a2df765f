package org.manakin.host.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.manakin.host.HostPlan;
import org.manakin.host.NicPlan.SyntheticPlan;
import org.manakin.host.NicPlan.VfPlan;

/** Where a host's sockets are unless its file says otherwise. */
public final class HostFolder {
  /** The control API's socket in a host's folder. */
  public static final String CONTROL = "control.sock";

  private HostFolder() {}

  /** The folder of this user's hosts, each in a folder of its own. */
  public static Path root(Map<String, String> environment) {
    @Nullable String runtime = environment.get("XDG_RUNTIME_DIR");
    return runtime != null && Path.of(runtime).isAbsolute()
        ? Path.of(runtime, "manakin")
        : Path.of("/tmp", "manakin-" + System.getProperty("user.name"));
  }

  /** The control sockets below {@code root}, whether a host listens there or not. */
  public static List<Path> controls(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders.map(folder -> folder.resolve(CONTROL)).filter(Files::exists).sorted().toList();
    }
  }

  /** Makes the folders of all sockets of a host. */
  public static void makeFor(HostPlan plan) throws IOException {
    for (Path folder : folders(plan)) {
      make(folder);
    }
  }

  /** Removes the folders of a host's sockets in which nothing is left. */
  public static void removeEmpty(HostPlan plan) throws IOException {
    for (Path folder : folders(plan)) {
      if (Files.isDirectory(folder) && isEmpty(folder)) {
        Files.delete(folder);
      }
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private static Set<Path> folders(HostPlan plan) {
    Stream<Path> sockets =
        Stream.of(
                Stream.of(plan.control()),
                plan.vms().stream().flatMap(vm -> vm.qmp().stream()),
                plan.nics().stream().flatMap(nic -> nic.adapter().stream()).map(VfPlan::socket),
                plan.nics().stream()
                    .flatMap(nic -> nic.synthetic().stream())
                    .map(SyntheticPlan::socket))
            .flatMap(each -> each);
    return sockets.map(Path::getParent).filter(Objects::nonNull).collect(Collectors.toSet());
  }

  /**
   * Makes the folder, for its owner only, where it is missing.
   *
   * @throws IOException if it belongs to somebody else, who could put sockets of his own there
   */
  public static void make(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      make(parent);
    }
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    var owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName();
    if (folder.startsWith("/tmp") && !owner.equals(System.getProperty("user.name"))) {
      throw new IOException(
          folder + " belongs to " + owner + "; name another one with 'folder:' in the host file");
    }
  }
}
