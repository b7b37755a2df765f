package org.manakin.host.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
