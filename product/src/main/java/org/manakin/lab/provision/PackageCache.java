package org.manakin.lab.provision;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Unpacked packages, fetched when first asked for and kept. A tree is built under another name and
 * renamed when it is whole, so a killed run leaves nothing half done; a lock keeps two processes
 * from building at once.
 *
 * <p>Safe for use by several threads; they wait for each other only while something is built.
 */
public final class PackageCache {
  /** A process holds its file locks as one, so its threads need a lock of their own. */
  private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

  private final Path root;
  private final Path etcApt;
  private final Progress progress;
  private final Map<String, AptArchive> archives = new HashMap<>();

  public PackageCache(Path root, Progress progress) {
    this(root, Path.of("/etc/apt"), progress);
  }

  PackageCache(Path root, Path etcApt, Progress progress) {
    this.root = root;
    this.etcApt = etcApt;
    this.progress = progress;
  }

  /**
   * Where the cache is: MANAKIN_CACHE, else {@code manakin} in XDG_CACHE_HOME, else in {@code
   * ~/.cache}.
   */
  public static Path defaultRoot(Map<String, String> environment) {
    @Nullable String own = environment.get("MANAKIN_CACHE");
    if (own != null && !own.isEmpty()) {
      return Path.of(own).toAbsolutePath();
    }
    @Nullable String xdg = environment.get("XDG_CACHE_HOME");
    if (xdg != null && !xdg.isEmpty()) {
      return Path.of(xdg, "manakin").toAbsolutePath();
    }
    return Path.of(System.getProperty("user.home"), ".cache", "manakin");
  }

  /** The folder everything is kept in. */
  public Path root() {
    return root;
  }

  /** The tree of a recipe; fetched and unpacked first if it is not there. */
  public PackageTree tree(Recipe recipe) throws IOException {
    Path tree = root.resolve("trees").resolve(recipe.name());
    if (PackageTree.isComplete(tree)) {
      return PackageTree.read(tree);
    }
    return locked(
        () -> PackageTree.isComplete(tree) ? PackageTree.read(tree) : build(recipe, tree));
  }

  /** Something done while the cache is locked against other processes and threads. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  /** Runs {@code work} with the cache locked. */
  public <T> T locked(Work<T> work) throws IOException {
    THIS_PROCESS.lock();
    try {
      try {
        Files.createDirectories(root.resolve("trees"));
      } catch (IOException e) {
        throw new LabException(
            "cannot write to the cache folder " + root + ": name another one in MANAKIN_CACHE", e);
      }
      try (FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock(channel); // closing the channel unlocks
        return work.run();
      }
    } finally {
      THIS_PROCESS.unlock();
    }
  }

  private void lock(FileChannel channel) throws IOException {
    if (channel.tryLock() == null) {
      progress.step("Waiting for another process that fills " + root);
      channel.lock();
    }
  }

  private PackageTree build(Recipe recipe, Path tree) throws IOException {
    progress.step("Fetching " + recipe.what());
    AptArchive archive = archive(recipe);
    List<Path> files =
        recipe.isKernel()
            ? archive.fetchExactly(
                archive.kernelPackages(recipe.suite(), recipe.packages().getFirst()))
            : archive.fetchClosure(recipe.suite(), recipe.packages(), progress);
    progress.step("Unpacking " + recipe.what());
    Path partial = tree.resolveSibling(recipe.name() + ".partial");
    Folders.delete(partial);
    Files.createDirectories(partial);
    SortedMap<String, String> packages = new TreeMap<>();
    int done = 0;
    for (Path file : files) {
      DebFile deb = new DebFile(file);
      PackageRecord control = deb.control();
      deb.unpack(partial, recipe::wants);
      packages.put(control.name(), control.version());
      progress.percent(100 * ++done / files.size());
    }
    new PackageTree(partial, packages).writeStamp();
    Folders.delete(tree);
    Files.move(partial, tree, StandardCopyOption.ATOMIC_MOVE);
    archive.clean();
    return PackageTree.read(tree);
  }

  /** Called under the lock. */
  private AptArchive archive(Recipe recipe) throws IOException {
    @Nullable AptArchive known = archives.get(recipe.release());
    if (known == null) {
      known =
          new AptArchive(
              Files.createDirectories(root.resolve("apt").resolve(recipe.release())),
              AptSources.debian(etcApt),
              recipe.suites(),
              AptArchive.machineSettings());
      archives.put(recipe.release(), known);
    }
    return known;
  }
}
