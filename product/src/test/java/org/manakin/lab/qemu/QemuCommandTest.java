package org.manakin.lab.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QemuCommandTest {
  @Test
  void anAdapterIsOneJsonDevice() {
    QemuCommand command = new QemuCommand().nic(new Nic.VfioUser("vf0", Path.of("/run/a,b.sock")));
    assertThat(command.arguments())
        .containsExactly(
            "-device",
            "{\"driver\":\"vfio-user-pci\",\"id\":\"vf0\",\"socket\":"
                + "{\"type\":\"unix\",\"path\":\"/run/a,b.sock\"},\"x-msg-timeout\":60000}");
  }

  @Test
  void aFailoverPrimarySitsBehindItsOwnRootPort() {
    QemuCommand command =
        new QemuCommand()
            .nic(new Nic.VirtioNet("net0", "52:54:00:00:00:01", new Nic.Backend.Tap("tap0"), true))
            .nic(new Nic.VfioUser("vf0", Path.of("/s"), true, Optional.of("net0")));
    assertThat(command.arguments())
        .contains(
            "tap,id=net-net0,ifname=tap0,script=no,downscript=no",
            "pcie-root-port,id=port-vf0,chassis=1,slot=1")
        .anyMatch(a -> a.contains("\"failover\":true") && a.contains("\"netdev\":\"net-net0\""))
        .anyMatch(a -> a.contains("\"bus\":\"port-vf0\"") && a.contains("\"failover_pair_id\":"));
    assertThatThrownBy(() -> new Nic.VfioUser("vf0", Path.of("/s"), false, Optional.of("net0")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSyntheticNicComesAgainAndHasAVectorForEachRing() {
    Nic.Backend backend = new Nic.Backend.VhostUser(Path.of("/run/a,b.sock"), 2, 9000);
    QemuCommand command =
        new QemuCommand().nic(new Nic.VirtioNet("net0", "52:54:00:00:00:01", backend, true));
    assertThat(command.arguments())
        .contains(
            "socket,id=chr-net-net0,path=/run/a,,b.sock,reconnect-ms=100",
            "vhost-user,id=net-net0,chardev=chr-net-net0,queues=2")
        .anyMatch(a -> a.contains("\"mq\":true,\"vectors\":6,\"host_mtu\":9000"))
        .anyMatch(a -> a.contains("\"failover\":true") && a.contains("\"netdev\":\"net-net0\""));
    QemuCommand single =
        new QemuCommand()
            .nic(
                new Nic.VirtioNet(
                    "n", "52:54:00:00:00:01", new Nic.Backend.VhostUser(Path.of("/s"), 1)));
    assertThat(single.arguments()).noneMatch(a -> a.contains("mq") || a.contains("host_mtu"));
  }

  @Test
  void memoryIsShared() {
    assertThat(new QemuCommand().machine(2, 512).arguments())
        .contains("memory-backend-memfd,id=ram,size=512M,share=on")
        .anyMatch(a -> a.startsWith("q35,memory-backend=ram"));
  }

  @Test
  void printedOptionsSurviveAShell() {
    assertThat(new QemuCommand().add("-m", "1G", "-append", "it's \"x\"").toShell())
        .isEqualTo("-m 1G \\\n  -append 'it'\\''s \"x\"'");
  }
}
