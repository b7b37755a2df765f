package org.manakin.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.lab.qemu.Nic;

/** Boots every packaged kernel with one of QEMU's own adapters. */
class PackagedKernelsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @ParameterizedTest
  @ValueSource(strings = {"6.1", "6.12", "7.3"})
  void bootsRunsCommandsAndSwitchesOff(String name) throws IOException {
    long began = System.nanoTime();
    Lab lab = Lab.open(what -> System.out.println(seconds(began) + what));
    Kernel kernel = lab.kernel(name);
    GuestSpec spec =
        GuestSpec.of(kernel)
            .nic(new Nic.VirtioNet("net0", "52:54:00:12:34:56", new Nic.Backend.None()));
    lab.prepare(spec);
    long booting = System.nanoTime();
    ProcessHandle qemu;
    try (Guest guest = lab.boot(spec)) {
      System.out.println(seconds(booting) + "kernel " + kernel.release() + " is ready");
      qemu = ProcessHandle.of(guest.pid()).orElseThrow();
      assertThat(guest.check("uname -r", SOON).strip()).isEqualTo(kernel.release());
      assertThat(guest.check("modprobe mana && lsmod", SOON)).contains("mana ", "virtio_net ");
      assertThat(guest.check("ethtool -i eth0", SOON)).contains("driver: virtio_net");

      byte[] file = new byte[200_000];
      new Random(1).nextBytes(file);
      long put = System.nanoTime();
      guest.put("/tmp/some folder/file", file);
      System.out.println(seconds(put) + "200 kB written");
      long get = System.nanoTime();
      assertThat(guest.run("cat '/tmp/some folder/file'", SOON).bytes()).isEqualTo(file);
      System.out.println(seconds(get) + "200 kB read");
      assertThat(guest.run("echo no >&2; exit 7", SOON))
          .satisfies(result -> {
            assertThat(result.status()).isEqualTo(7);
            assertThat(result.output()).isEqualTo("no\n");
          });
      guest.powerOff(SOON);
    }
    System.out.println(seconds(booting) + "switched off");
    assertThat(qemu.isAlive()).isFalse();
  }

  private static String seconds(long since) {
    return "%6.2f s  ".formatted((System.nanoTime() - since) / 1e9);
  }
}
