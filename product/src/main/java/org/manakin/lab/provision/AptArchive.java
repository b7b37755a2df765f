package org.manakin.lab.provision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Debian's archive with suites of our choice, read by apt-get with private state: nothing of the
 * machine's package database is read or changed, and no root is needed. apt checks signatures and
 * hashes as always.
 *
 * <p>Used under the cache's lock, by one process at a time.
 */
final class AptArchive {
  private final Path root;
  private final Path debs;
  private final Map<String, String> environment;
  private boolean fresh;

  /**
   * @param root a folder for apt's state, kept between runs
   * @param suites the first is the base release; a backports suite may follow
   */
  AptArchive(Path root, AptSource debian, List<String> suites, String machineSettings)
      throws IOException {
    this.root = root;
    this.debs = root.resolve("cache/archives");
    Path configuration = root.resolve("apt.conf");
    this.environment = Map.of("APT_CONFIG", configuration.toString());
    for (String folder :
        List.of("sources", "none", "state/lists/partial", "cache/archives/partial")) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.writeString(root.resolve("status"), "");
    Files.writeString(root.resolve("sources/debian.sources"), debian.paragraphFor(suites));
    Files.writeString(configuration, configuration(root, machineSettings));
  }

  private static String configuration(Path root, String machineSettings) {
    return machineSettings
        + """
        Dir::State "%1$s/state";
        Dir::State::status "%1$s/status";
        Dir::Cache "%1$s/cache";
        Dir::Cache::archives "archives";
        Dir::Cache::pkgcache "pkgcache.bin";
        Dir::Cache::srcpkgcache "srcpkgcache.bin";
        Dir::Etc::sourcelist "/dev/null";
        Dir::Etc::sourceparts "%1$s/sources";
        Dir::Etc::main "/dev/null";
        Dir::Etc::parts "%1$s/none";
        Dir::Etc::preferences "/dev/null";
        Dir::Etc::preferencesparts "%1$s/none";
        APT::Architecture "amd64";
        APT::Architectures { "amd64"; };
        APT::Sandbox::User "root";
        APT::Install-Recommends "false";
        APT::Install-Suggests "false";
        Acquire::Languages "none";
        Acquire::GzipIndexes "true";
        Acquire::Retries "3";
        """
            .formatted(root);
  }

  /**
   * How this machine reaches archives: its proxies, certificates and whether it reads a frozen
   * mirror. Nothing else of the machine's configuration is taken over; unreadable means none.
   */
  static String machineSettings() {
    StringBuilder settings = new StringBuilder();
    try {
      Subprocess.run(
          List.of("apt-config", "dump"),
          Map.of(),
          null,
          line -> {
            if (isReachability(line)) {
              settings.append(line).append('\n');
            }
          });
    } catch (IOException e) {
      return ""; // a broken file in apt.conf.d must not stop us; the defaults serve
    }
    return settings.toString();
  }

  static boolean isReachability(String line) {
    return line.endsWith("\";")
        && !line.contains("::: ")
        && !line.endsWith(" \"\";")
        && (line.startsWith("Acquire::http::")
            || line.startsWith("Acquire::https::")
            || line.startsWith("Acquire::Check-Valid-Until ")
            || line.startsWith("Acquire::Check-Date "));
  }

  /** Fetches the package lists, once in this object's life. */
  private void refresh() throws IOException {
    if (!fresh) {
      try {
        Subprocess.run(
            List.of("apt-get", "-q", "--error-on=any", "update"), environment, null, line -> {});
      } catch (LabException e) {
        throw new LabException(
            "cannot read the package lists of Debian's archive. Check the network, the proxy"
                + " settings of apt and, where a key is missing, that the package"
                + " debian-archive-keyring is up to date.\n"
                + e.getMessage(),
            e);
      }
      fresh = true;
    }
  }

  /**
   * Downloads packages with everything they depend on.
   *
   * @param suite the suite to prefer
   * @return the package files
   */
  List<Path> fetchClosure(String suite, List<String> packages, Progress progress)
      throws IOException {
    refresh();
    List<String> arguments =
        new ArrayList<>(List.of("apt-get", "-q", "-y", "-t", suite, "--no-install-recommends"));
    List<String> install = new ArrayList<>(arguments);
    install.addAll(List.of("-o", "APT::Status-Fd=1", "--download-only", "install"));
    install.addAll(packages);
    emptyArchives(packages, suite);
    Subprocess.run(install, environment, null, line -> reportPercent(line, progress));
    return debsIn(debs);
  }

  /** Packages of another recipe must not slip into this one; a partial download of it may stay. */
  private void emptyArchives(List<String> packages, String suite) throws IOException {
    Path marker = root.resolve("wanted");
    String wanted = suite + " " + String.join(" ", packages);
    if (!Files.exists(marker) || !Files.readString(marker).equals(wanted)) {
      clean();
      Files.writeString(marker, wanted);
    }
  }

  /**
   * Downloads exactly the given packages, nothing they depend on. What an interrupted run left is
   * used again where it is whole.
   *
   * @param packages {@code name=version}
   */
  List<Path> fetchExactly(List<String> packages) throws IOException {
    refresh();
    Path folder = Files.createDirectories(root.resolve("exact"));
    List<String> download = new ArrayList<>(List.of("apt-get", "-q", "download"));
    download.addAll(packages);
    Subprocess.run(download, environment, folder, line -> {});
    List<Path> files = new ArrayList<>();
    for (Path file : debsIn(folder)) {
      PackageRecord control = new DebFile(file).control();
      if (packages.contains(control.name() + "=" + control.version())) {
        files.add(file);
      }
    }
    return files;
  }

  /** Forgets downloaded package files: they are unpacked by now. */
  void clean() throws IOException {
    Files.deleteIfExists(root.resolve("wanted"));
    Folders.delete(root.resolve("exact"));
    Folders.delete(debs);
    Files.createDirectories(debs.resolve("partial"));
  }

  /**
   * The packages that make up a kernel, found from its meta package: those it depends on, directly
   * or not, whose names begin with {@code linux-} and image, binary, base or modules.
   */
  List<String> kernelPackages(String suite, String metaPackage) throws IOException {
    refresh();
    Set<String> seen = new LinkedHashSet<>(List.of(metaPackage));
    List<String> queue = new ArrayList<>(seen);
    List<String> exact = new ArrayList<>();
    while (!queue.isEmpty()) {
      String name = queue.removeFirst();
      PackageRecord found =
          PackageRecord.parse(
              Subprocess.output(
                  List.of("apt-cache", "-t", suite, "show", "--no-all-versions", name),
                  environment));
      exact.add(found.name() + "=" + found.version());
      for (String dependency : found.dependencies()) {
        if (dependency.matches("linux-(image|binary|modules|base)-.+") && seen.add(dependency)) {
          queue.add(dependency);
        }
      }
    }
    return exact;
  }

  private static void reportPercent(String line, Progress progress) {
    if (line.startsWith("dlstatus:")) {
      String[] parts = line.split(":", 4);
      if (parts.length == 4) {
        progress.percent((int) Double.parseDouble(parts[2]));
      }
    }
  }

  private static List<Path> debsIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".deb"))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }
}
