package org.manakin.lab.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.manakin.lab.provision.LabException;
import org.manakin.lab.provision.PackageTree;
import org.manakin.lab.provision.Subprocess;
import org.manakin.lab.provision.Userland;

/**
 * The initramfs of a kind of guest: programs of one userland, modules of one kernel, and the two
 * scripts that make them a guest. Kept in a folder by what went into it.
 *
 * @param release the kernel's release
 * @param modules the folder with the kernel's modules
 * @param userland where the programs come from
 * @param tree the userland's unpacked packages
 * @param wantedModules modules the image holds, with those they depend on
 */
public record GuestImage(
    String release, Path modules, Userland userland, PackageTree tree, List<String> wantedModules) {
  /** What every guest gets: the adapter's driver and what tests set beside it. */
  public static final List<String> USUAL_MODULES =
      List.of(
          "mana",
          "virtio_pci",
          "virtio_net",
          "virtio_console",
          "net_failover",
          "vmxnet3",
          "8021q",
          "af_packet");

  private static final int KEPT_IMAGES = 8;

  public GuestImage {
    wantedModules = List.copyOf(wantedModules);
  }

  /** Whether the kernel can do what a module does, be it built in or loaded. */
  public boolean offers(String module) throws IOException {
    ModuleFolder source = new ModuleFolder(modules);
    return source.has(module) || source.isBuiltIn(module);
  }

  /** The image file; built now unless it is in {@code folder} already. */
  public Path in(Path folder) throws IOException {
    ModuleFolder source = new ModuleFolder(modules);
    if (!source.has("mana") && !source.isBuiltIn("mana")) {
      throw new LabException(
          "no module mana under " + modules + ": build the kernel with CONFIG_MICROSOFT_MANA=m");
    }
    List<KernelModule> loaded = source.inLoadOrder(wantedModules);
    Path image = folder.resolve("guest-" + key(loaded) + ".cpio");
    if (Files.exists(image)) {
      Files.setLastModifiedTime(image, FileTime.from(Instant.now()));
      return image;
    }
    Files.createDirectories(folder);
    Path partial = Files.createTempFile(folder, "guest-", ".partial");
    try {
      write(partial, loaded);
      Files.move(partial, image, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
    removeOld(folder);
    return image;
  }

  private void write(Path file, List<KernelModule> loaded) throws IOException {
    try (Initramfs initramfs = new Initramfs(Files.newOutputStream(file))) {
      writeFolders(initramfs);
      Map<String, Path> programs =
          new ProgramFinder(tree.root()).closure(userland.programs(), userland.extraLibraries());
      for (Map.Entry<String, Path> program : programs.entrySet()) {
        initramfs.program(program.getKey(), program.getValue());
      }
      initramfs.program("init", script("init"));
      initramfs.program("usr/bin/agent", script("agent"));
      initramfs.link("usr/bin/sh", "dash");
      for (String applet : applets()) {
        initramfs.link("usr/bin/" + applet, "busybox");
      }
      initramfs.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
      initramfs.file("etc/group", "root:x:0:\n");
      initramfs.file("etc/nsswitch.conf", "hosts: files\n");
      writeModules(initramfs, loaded);
    }
  }

  private static void writeFolders(Initramfs initramfs) throws IOException {
    for (String folder :
        List.of("dev", "proc", "sys", "run", "tmp", "root", "usr/bin", "usr/lib", "usr/lib64")) {
      initramfs.folder(folder);
    }
    initramfs.link("usr/sbin", "bin");
    initramfs.link("bin", "usr/bin");
    initramfs.link("sbin", "usr/bin");
    initramfs.link("lib", "usr/lib");
    initramfs.link("lib64", "usr/lib64");
    initramfs.characterDevice("dev/console", 5, 1);
  }

  private void writeModules(Initramfs initramfs, List<KernelModule> loaded) throws IOException {
    String folder = "usr/lib/modules/" + release + "/";
    for (KernelModule module : loaded) {
      initramfs.file(folder + ModuleFolder.path(module.name()), module.content());
    }
    initramfs.file(folder + "modules.dep", ModuleFolder.modulesDep(loaded));
    initramfs.file(folder + "modules.alias", ModuleFolder.modulesAlias(loaded));
    Path builtIn = modules.resolve("modules.builtin");
    initramfs.file(
        folder + "modules.builtin",
        Files.isReadable(builtIn) ? Files.readAllBytes(builtIn) : new byte[0]);
  }

  /** The commands busybox knows, asked of itself through the loader of its own packages. */
  private List<String> applets() throws IOException {
    ProgramFinder finder = new ProgramFinder(tree.root());
    Map<String, Path> files = finder.closure(List.of("busybox"), List.of());
    List<String> command = new ArrayList<>();
    String libraryPath =
        files.values().stream()
            .map(file -> String.valueOf(file.getParent()))
            .distinct()
            .collect(Collectors.joining(":"));
    @Nullable Path loader = files.get("usr/lib64/ld-linux-x86-64.so.2");
    if (loader != null) {
      command.addAll(List.of(loader.toString(), "--library-path", libraryPath));
    }
    command.add(Objects.requireNonNull(files.get("usr/bin/busybox")).toString());
    command.add("--list");
    return Subprocess.output(command, Map.of()).lines().toList();
  }

  private static String script(String name) throws IOException {
    try (InputStream in = GuestImage.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A digest of everything that goes in. */
  private String key(List<KernelModule> loaded) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
    for (String text :
        List.of(
            release,
            tree.packages().toString(),
            userland.programs().toString(),
            script("init"),
            script("agent"))) {
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    for (KernelModule module : loaded) {
      digest.update(module.content());
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static void removeOld(Path folder) throws IOException {
    List<Path> images;
    try (Stream<Path> files = Files.list(folder)) {
      images =
          files
              .filter(file -> file.toString().endsWith(".cpio"))
              .sorted(
                  Comparator.comparingLong((Path file) -> file.toFile().lastModified()).reversed())
              .toList();
    }
    for (Path old : images.subList(Math.min(KEPT_IMAGES, images.size()), images.size())) {
      Files.deleteIfExists(old);
    }
  }
}
