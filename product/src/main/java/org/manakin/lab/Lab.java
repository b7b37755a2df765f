package org.manakin.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.manakin.lab.image.GuestImage;
import org.manakin.lab.image.KernelImage;
import org.manakin.lab.provision.LabException;
import org.manakin.lab.provision.PackageCache;
import org.manakin.lab.provision.PackageTree;
import org.manakin.lab.provision.Progress;
import org.manakin.lab.provision.Recipe;
import org.manakin.lab.provision.Userland;
import org.manakin.lab.qemu.Nic;
import org.manakin.lab.qemu.QemuCommand;
import org.manakin.lab.qemu.QemuInstallation;
import org.manakin.lab.qemu.QemuProcess;
import org.manakin.lab.qemu.RunFolder;

/**
 * Where guests come from: provides QEMU, kernels and programs, fetched on first use into a cache,
 * and boots guests from them. May be used by several threads.
 */
public final class Lab {
  private final PackageCache cache;
  private @Nullable QemuInstallation qemu;
  private final Map<Userland, PackageTree> userlands = new HashMap<>();

  private Lab(PackageCache cache) {
    this.cache = cache;
  }

  /**
   * The lab of this machine.
   *
   * @param progress told what is fetched and built, on the thread that waits for it
   */
  public static Lab open(Progress progress) throws IOException {
    return open(PackageCache.defaultRoot(System.getenv()), progress);
  }

  /** A lab with its cache in a folder of the caller's choice. */
  public static Lab open(Path cacheFolder, Progress progress) throws IOException {
    String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!machine.equals("Linux amd64")) {
      throw new LabException("guests need Linux on an x86-64 machine; this is " + machine);
    }
    RunFolder.removeStale();
    return new Lab(new PackageCache(cacheFolder, progress));
  }

  /** The machine's QEMU where it serves, otherwise the cache's. */
  public synchronized QemuInstallation qemu() throws IOException {
    if (qemu == null) {
      Optional<QemuInstallation> own = QemuInstallation.ofMachine(System.getenv("PATH"));
      qemu =
          own.isPresent() ? own.get() : QemuInstallation.inTree(cache.tree(Recipe.qemu()).root());
    }
    return qemu;
  }

  /** A kernel of {@link Kernel#PACKAGED}; fetched if it is not in the cache. */
  public Kernel kernel(String name) throws IOException {
    PackageTree tree = cache.tree(Recipe.kernel(name));
    Path modules = onlyFolder(tree.root(), List.of("usr/lib/modules", "lib/modules"));
    String release = String.valueOf(modules.getFileName());
    Path inBoot = tree.root().resolve("boot/vmlinuz-" + release);
    Path image = Files.exists(inBoot) ? inBoot : modules.resolve("vmlinuz");
    return new Kernel(name, release, image, modules, Kernel.fitting(release));
  }

  /**
   * A kernel of the user's.
   *
   * @param image a bzImage
   * @param modules a folder with its modules: {@code lib/modules/RELEASE} or a build tree
   */
  public Kernel kernel(Path image, Path modules) throws IOException {
    if (!Files.isReadable(image)) {
      throw new LabException("no readable kernel at " + image);
    }
    if (!Files.isDirectory(modules)) {
      throw new LabException("no folder of modules at " + modules);
    }
    String release = KernelImage.release(image);
    return new Kernel(image.toString(), release, image, modules, Kernel.fitting(release));
  }

  private static Path onlyFolder(Path root, List<String> candidates) throws IOException {
    for (String candidate : candidates) {
      Path folder = root.resolve(candidate);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> entries = Files.list(folder)) {
          Optional<Path> first = entries.filter(Files::isDirectory).findFirst();
          if (first.isPresent()) {
            return first.get();
          }
        }
      }
    }
    throw new LabException("no kernel modules under " + root + ": delete it to fetch it anew");
  }

  private synchronized PackageTree userland(Userland userland) throws IOException {
    @Nullable PackageTree tree = userlands.get(userland);
    if (tree == null) {
      tree = cache.tree(Recipe.userland(userland));
      userlands.put(userland, tree);
    }
    return tree;
  }

  /** Fetches and builds all that a guest like this needs, so that it will boot at once. */
  public void prepare(GuestSpec spec) throws IOException {
    QemuInstallation _ = qemu();
    Path _ = initramfs(image(spec));
  }

  private GuestImage image(GuestSpec spec) throws IOException {
    Kernel kernel = spec.kernel();
    return new GuestImage(
        kernel.release(),
        kernel.modules(),
        spec.userland(),
        userland(spec.userland()),
        spec.imageModules());
  }

  private Path initramfs(GuestImage image) throws IOException {
    return image.in(cache.root().resolve("images"));
  }

  /** Boots a guest and waits until it answers. The servers of its adapters must listen already. */
  public Guest boot(GuestSpec spec) throws IOException {
    Guest guest = start(spec);
    try {
      String release = guest.awaitReady(spec.bootTimeout());
      if (!release.equals(spec.kernel().release())) {
        throw new LabException(
            "the guest runs kernel " + release + ", not " + spec.kernel().release());
      }
    } catch (IOException | RuntimeException e) {
      guest.close();
      throw e;
    }
    return guest;
  }

  /** Starts a guest and does not wait. */
  public Guest start(GuestSpec spec) throws IOException {
    GuestImage image = image(spec);
    Path initramfs = initramfs(image);
    QemuInstallation installation = qemu();
    Path folder = RunFolder.create();
    QemuProcess process =
        QemuProcess.start(
            installation,
            command(spec, initramfs, image.offers("virtio_console")),
            folder,
            List.of(Guest.CONSOLE, Guest.AGENT, Guest.MONITOR));
    try {
      return new Guest(spec, process, spec.consoleLog().orElse(folder.resolve("console.log")));
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /**
   * The options of QEMU for a guest, but for its sockets.
   *
   * @param virtioSerial whether the command channel can be a virtio one, which is much faster than
   *     the serial port that every kernel has
   */
  static QemuCommand command(GuestSpec spec, Path initramfs, boolean virtioSerial)
      throws IOException {
    QemuCommand command =
        new QemuCommand()
            .bare()
            .accelerator(spec.accelerator().decided())
            .machine(spec.smp(), spec.memoryMib())
            .kernel(spec.kernel().image(), initramfs, commandLine(spec, virtioSerial))
            .add("-serial", "chardev:" + Guest.CONSOLE)
            .add("-mon", "chardev=" + Guest.MONITOR + ",mode=control");
    if (virtioSerial) {
      command.virtioSerial(Guest.AGENT);
    } else {
      command.add("-serial", "chardev:" + Guest.AGENT);
    }
    for (Nic nic : spec.nics()) {
      command.nic(nic);
    }
    spec.qemuOptions().forEach(command::add);
    return command;
  }

  private static String commandLine(GuestSpec spec, boolean virtioSerial) {
    List<String> modules = new ArrayList<>();
    if (virtioSerial) {
      modules.addAll(List.of("virtio_pci", "virtio_console"));
    }
    modules.addAll(spec.loadedModules());
    StringBuilder line =
        new StringBuilder("console=ttyS0 loglevel=6 panic=0 oops=panic rdinit=/init");
    line.append(" manakin.hostname=").append(spec.name());
    line.append(" manakin.channel=").append(virtioSerial ? "virtio" : "/dev/ttyS1");
    if (!modules.isEmpty()) {
      line.append(" manakin.modules=").append(String.join(",", modules));
    }
    for (String word : spec.kernelArguments()) {
      line.append(' ').append(word);
    }
    return line.toString();
  }

  /** Where fetched packages are kept. */
  public Path cacheFolder() {
    return cache.root();
  }

  /** The name and version of every package a fetched thing is made of, or nothing of others. */
  public Optional<PackageTree> packages(Kernel kernel) throws IOException {
    return Kernel.PACKAGED.contains(kernel.name())
        ? Optional.of(cache.tree(Recipe.kernel(kernel.name())))
        : Optional.empty();
  }
}
