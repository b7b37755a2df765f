package org.manakin.lab.qemu;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.manakin.lab.provision.LabException;

/** What executes a guest's instructions. */
public enum Accelerator {
  /** KVM where the processor really has it, otherwise emulation. */
  AUTO,
  KVM,
  /** QEMU's own emulation. */
  TCG;

  private static final Path KVM_DEVICE = Path.of("/dev/kvm");

  /** Reads auto, kvm or tcg. */
  public static Accelerator parse(String name) throws LabException {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "auto" -> AUTO;
      case "kvm" -> KVM;
      case "tcg" -> TCG;
      default -> throw new LabException("no accelerator " + name + ": auto, kvm or tcg");
    };
  }

  /** KVM or TCG, never AUTO, by what this machine offers. */
  public Accelerator decided() throws IOException {
    return decide(this, Files.readString(Path.of("/proc/cpuinfo")), opens(KVM_DEVICE));
  }

  /**
   * /dev/kvm alone proves nothing: under some hypervisors it opens although the processor shows
   * neither vmx nor svm, and a stock kernel then dies early.
   */
  static Accelerator decide(Accelerator asked, String cpuinfo, boolean kvmOpens)
      throws LabException {
    boolean flags =
        cpuinfo
            .lines()
            .filter(line -> line.startsWith("flags"))
            .anyMatch(line -> (line + " ").contains(" vmx ") || (line + " ").contains(" svm "));
    if (asked == KVM && !kvmOpens) {
      throw new LabException(
          "KVM cannot be used: /dev/kvm is absent or not yours to open. Join the group kvm, or use"
              + " --accel tcg");
    }
    if (asked == AUTO) {
      return flags && kvmOpens ? KVM : TCG;
    }
    return asked;
  }

  private static boolean opens(Path device) {
    try (FileChannel channel =
        FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.isOpen();
    } catch (IOException e) {
      return false;
    }
  }

  /** The options for QEMU, of a decided accelerator. */
  List<String> options() {
    return switch (this) {
      case KVM -> List.of("-accel", "kvm", "-cpu", "host");
      case TCG -> List.of("-accel", "tcg,thread=multi", "-cpu", "max");
      case AUTO -> throw new IllegalStateException("not decided yet");
    };
  }
}
