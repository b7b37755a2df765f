package org.manakin.lab.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.manakin.lab.provision.LabException;
import org.manakin.lab.provision.Subprocess;

/**
 * A QEMU that can be run.
 *
 * @param version such as 11.1.3
 * @param command the program with what has to precede all options
 * @param environment variables it needs
 */
public record QemuInstallation(
    String version, List<String> command, Map<String, String> environment) {
  private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)(\\.\\d+)?");
  private static final String PROGRAM = "qemu-system-x86_64";

  public QemuInstallation {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** The machine's own QEMU, if it is at least 10.1 and was built with vfio-user-pci. */
  public static Optional<QemuInstallation> ofMachine(@Nullable String searchPath)
      throws IOException {
    for (String folder : (searchPath == null ? "" : searchPath).split(":")) {
      Path program = Path.of(folder, PROGRAM);
      if (!folder.isEmpty() && Files.isExecutable(program)) {
        QemuInstallation found = probed(List.of(program.toString()), Map.of());
        return found.hasVfioUser() ? Optional.of(found) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * The QEMU in a tree of unpacked packages. It is run by the loader of its own packages, so that
   * the machine's C library does not matter.
   */
  public static QemuInstallation inTree(Path tree) throws IOException {
    Path libraries = tree.resolve("usr/lib/x86_64-linux-gnu");
    List<String> command =
        List.of(
            libraries.resolve("ld-linux-x86-64.so.2").toString(),
            "--library-path",
            libraries.toString(),
            tree.resolve("usr/bin").resolve(PROGRAM).toString(),
            "-L",
            tree.resolve("usr/share/qemu").toString(),
            "-L",
            tree.resolve("usr/share/seabios").toString());
    // Otherwise the modules of an older QEMU of this machine would be tried.
    QemuInstallation found =
        probed(command, Map.of("QEMU_MODULE_DIR", libraries.resolve("qemu").toString()));
    if (!found.hasVfioUser()) {
      throw new LabException(
          "the QEMU " + found.version + " under " + tree + " lacks vfio-user-pci: 10.1 is needed");
    }
    return found;
  }

  private static QemuInstallation probed(List<String> command, Map<String, String> environment)
      throws IOException {
    List<String> ask = new ArrayList<>(command);
    ask.add("--version");
    return new QemuInstallation(
        parseVersion(Subprocess.output(ask, environment)), command, environment);
  }

  /** The number in what {@code --version} prints. */
  static String parseVersion(String text) throws LabException {
    Matcher matcher = VERSION.matcher(text);
    if (!matcher.find()) {
      throw new LabException("QEMU does not tell its version: " + text.strip());
    }
    return matcher.group().substring("version ".length());
  }

  /** Whether the version is at least {@code major.minor}. */
  boolean atLeast(int major, int minor) {
    String[] parts = version.split("\\.");
    int ourMajor = Integer.parseInt(parts[0]);
    return ourMajor > major || (ourMajor == major && Integer.parseInt(parts[1]) >= minor);
  }

  private boolean hasVfioUser() throws IOException {
    if (!atLeast(10, 1)) {
      return false;
    }
    List<String> ask = new ArrayList<>(command);
    ask.addAll(List.of("-device", "help"));
    return Subprocess.output(ask, environment).contains("\"vfio-user-pci\"");
  }
}
