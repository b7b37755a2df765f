package org.manakin.host.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.manakin.host.document.Section;

/** The paths of a host file: where relative ones count from, and that no socket has two owners. */
final class Places {
  /** What fits into a sockaddr_un beside the final zero. */
  private static final int LONGEST_SOCKET = 107;

  private final Path file;
  private final Path folder;
  private final Map<Path, String> sockets = new HashMap<>();

  /**
   * @param folder where sockets are that no path is given for
   */
  Places(Path file, Path folder) {
    this.file = file;
    this.folder = folder;
  }

  /** A path of the file's, made absolute. */
  static Path resolve(Path file, String text) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      return (parent == null ? Path.of(text) : parent.resolve(text)).normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("expected a path: " + e.getReason());
    }
  }

  Path resolve(String text) {
    return resolve(file, text);
  }

  /**
   * The socket that {@code key} names, or the one of that name in the folder.
   *
   * @param owner what it is for
   */
  Path socket(Section section, String key, String name, String owner) {
    Path path = section.parsed(key, this::resolve).orElseGet(() -> folder.resolve(name));
    int bytes = path.toString().getBytes(UTF_8).length;
    if (bytes > LONGEST_SOCKET) {
      section.wrong(
          key,
          "%s has %d bytes, and a socket's path may have %d: use a shorter folder"
              .formatted(path, bytes, LONGEST_SOCKET));
    }
    String other = sockets.putIfAbsent(path, owner);
    if (other != null) {
      section.wrong(key, path + " is already the socket of " + other);
    }
    return path;
  }
}
