package org.manakin.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.manakin.lab.provision.Userland;

/**
 * A kernel guests can boot.
 *
 * @param name what it was asked for as: 6.12, or the path of an image
 * @param release what {@code uname -r} says
 * @param image the bzImage
 * @param modules the folder of its modules
 * @param userland the programs that fit it
 */
public record Kernel(String name, String release, Path image, Path modules, Userland userland) {
  /** The names of the kernels that are fetched. */
  public static final List<String> PACKAGED = List.of("6.1", "6.12", "7.3");

  /**
   * The programs that fit a kernel: those of trixie set a field that kernels before 6.8 want to be
   * zero, and {@code ethtool -X} fails.
   */
  static Userland fitting(String release) {
    String[] parts = release.toLowerCase(Locale.ROOT).split("[^0-9]+", -1);
    try {
      int major = Integer.parseInt(parts[0]);
      int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      return major < 6 || (major == 6 && minor < 8) ? Userland.BOOKWORM : Userland.TRIXIE;
    } catch (NumberFormatException e) {
      return Userland.TRIXIE; // not a number: someone's own development tree
    }
  }
}
