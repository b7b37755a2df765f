package org.manakin.lab.provision;

import java.util.List;

/**
 * What goes into one tree of the cache.
 *
 * @param name of the folder; changes whenever the recipe does
 * @param what shown to the user: "Fetching ..."
 * @param release the base release, such as {@code trixie}
 * @param suite the suite to prefer: the release or its backports
 * @param isKernel whether {@code packages} is a kernel's meta package, of which only the image and
 *     modules are wanted, instead of programs with all that they depend on
 */
public record Recipe(
    String name,
    String what,
    String release,
    String suite,
    boolean isKernel,
    List<String> packages) {
  private static final String TRIXIE = "trixie";
  private static final String BOOKWORM = "bookworm";

  public Recipe {
    packages = List.copyOf(packages);
  }

  /** QEMU, from backports: vfio-user-pci came with 10.1. */
  public static Recipe qemu() {
    return new Recipe(
        "qemu-1", "QEMU", TRIXIE, TRIXIE + "-backports", false, List.of("qemu-system-x86"));
  }

  /**
   * A kernel of Debian's cloud flavour: the one in which MANA runs on Azure.
   *
   * @param version 6.1, 6.12 or 7.3; what the suites hold by now may be newer
   */
  public static Recipe kernel(String version) throws LabException {
    String suite =
        switch (version) {
          case "6.1" -> BOOKWORM;
          case "6.12" -> TRIXIE;
          case "7.3" -> TRIXIE + "-backports";
          default ->
              throw new LabException(
                  "no kernel "
                      + version
                      + ": there are 6.1, 6.12 and 7.3, or give the path of a bzImage");
        };
    return new Recipe(
        "kernel-" + version + "-1",
        "kernel " + version,
        suite.equals(BOOKWORM) ? BOOKWORM : TRIXIE,
        suite,
        true,
        List.of("linux-image-cloud-amd64"));
  }

  /** The programs of a guest, of the Debian release that fits its kernel. */
  public static Recipe userland(Userland userland) {
    return new Recipe(
        "userland-" + userland.release() + "-2",
        "guest programs of " + userland.release(),
        userland.release(),
        userland.release(),
        false,
        userland.packages());
  }

  /** The suites apt must know. */
  List<String> suites() {
    return release.equals(TRIXIE) ? List.of(TRIXIE, TRIXIE + "-backports") : List.of(release);
  }

  /** Whether a file of a package is unpacked: documentation and translations are not. */
  boolean wants(String path) {
    return !path.startsWith("usr/share/doc/")
        && !path.startsWith("usr/share/man/")
        && !path.startsWith("usr/share/locale/")
        && !path.startsWith("usr/share/icons/")
        && !path.startsWith("usr/share/perl")
        && !path.startsWith("usr/lib/x86_64-linux-gnu/perl");
  }
}
