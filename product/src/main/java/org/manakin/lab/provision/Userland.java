package org.manakin.lab.provision;

import java.util.List;

/** The Debian release a guest's programs come from. */
public enum Userland {
  /** For kernels before 6.8, where trixie's ethtool cannot set the RSS table. */
  BOOKWORM("bookworm"),
  TRIXIE("trixie");

  private final String release;

  Userland(String release) {
    this.release = release;
  }

  /** The release's name in the archive. */
  public String release() {
    return release;
  }

  /** The packages that hold {@link #programs()}. */
  List<String> packages() {
    return List.of(
        "bash",
        "busybox",
        "dash",
        "ethtool",
        "iperf3",
        "iproute2",
        "iputils-ping",
        "libgcc-s1",
        "luajit",
        "pciutils",
        "socat");
  }

  /** The programs a guest gets; the rest are links to busybox. */
  public List<String> programs() {
    return List.of(
        "bash", "busybox", "dash", "ethtool", "iperf3", "ip", "lspci", "luajit", "ping", "setpci",
        "socat", "ss", "tc");
  }

  /** Libraries that are opened at run time and so are named by no program. */
  public List<String> extraLibraries() {
    return List.of("libgcc_s.so.1");
  }
}
