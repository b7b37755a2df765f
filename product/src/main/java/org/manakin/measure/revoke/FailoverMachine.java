package org.manakin.measure.revoke;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.manakin.host.NicPlan;
import org.manakin.host.VmPlan;
import org.manakin.lab.Guest;
import org.manakin.lab.GuestSpec;
import org.manakin.lab.Lab;
import org.manakin.lab.qemu.Nic;
import org.manakin.packet.MacAddress;

/**
 * A virtual machine with one NIC of a host, which it has as a failover pair: a virtio-net as
 * standby, and a VF behind a root port.
 */
final class FailoverMachine implements Closeable {
  static final String NETWORK = "lab";

  /** Of all machines' addresses. */
  static final List<String> SUBNETS = List.of("192.168.77.0/24", "fd00:77::/64");

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int QUEUES = 1;
  private static final int MTU = 1500;

  private final int number;
  private final Path folder;
  private final GuestSpec spec;
  private Optional<Guest> running = Optional.empty();

  /**
   * @param number 1 to 99
   * @param folder for its sockets
   * @param spec what it is besides; gets its NIC and monitor here
   */
  FailoverMachine(int number, Path folder, GuestSpec spec) {
    this.number = number;
    this.folder = folder;
    this.spec =
        spec.name(name())
            .nic(
                new Nic.VirtioNet(
                    standby(),
                    mac().toString(),
                    new Nic.Backend.VhostUser(folder.resolve(standby()), QUEUES),
                    true))
            .nic(
                new Nic.VfioUser(
                    nicName(), folder.resolve(nicName()), true, Optional.of(standby())))
            .qemuOptions("-qmp", "unix:" + monitor() + ",server=on,wait=off");
  }

  String name() {
    return "vm" + number;
  }

  String nicName() {
    return "nic" + number;
  }

  private String standby() {
    return nicName() + NicPlan.SYNTHETIC_SUFFIX;
  }

  private MacAddress mac() {
    return MacAddress.parse("02:4d:41:4e:41:%02d".formatted(number));
  }

  private Path monitor() {
    return folder.resolve(name() + ".qmp");
  }

  String address() {
    return "192.168.77." + number;
  }

  String address6() {
    return "fd00:77::" + number;
  }

  GuestSpec spec() {
    return spec;
  }

  VmPlan vmPlan() {
    return new VmPlan(name(), Optional.of(monitor()));
  }

  NicPlan nicPlan() {
    return new NicPlan(
        nicName(),
        name(),
        NETWORK,
        mac(),
        List.of(InetAddress.ofLiteral(address()), InetAddress.ofLiteral(address6())),
        Optional.of(new NicPlan.VfPlan(folder.resolve(nicName()), QUEUES, MTU)),
        Optional.of(new NicPlan.SyntheticPlan(folder.resolve(standby()), QUEUES, MTU)),
        Optional.empty(),
        0);
  }

  /** Starts it and does not wait. The host must run. */
  void start(Lab lab) throws IOException {
    running = Optional.of(lab.start(spec));
  }

  Guest guest() {
    return running.orElseThrow();
  }

  /** Waits until it answers; gives the interface above its pair its address and sets it up. */
  void configure(Duration boot) throws IOException {
    guest().awaitReady(boot);
    guest()
        .check(
            """
            for attempt in 1 2 3 4 5 6 7 8 9 10; do
              for slave in /sys/class/net/*/master; do
                [ -e "$slave" ] || continue
                master=$(basename "$(readlink "$slave")")
                ip addr add %s/24 dev "$master" || exit 1
                ip addr add %s/64 dev "$master" nodad || exit 1
                ip link set "$master" up && exit 0
              done
              sleep 0.2
            done
            ip link; echo no failover pair; exit 1
            """
                .formatted(address(), address6()),
            SOON);
  }

  /** What the kernel says when something is badly wrong with a driver. */
  List<String> complaints() throws IOException {
    return guest()
        .check(
            "dmesg | grep -vi 'command line' | grep -E 'BUG:|Oops|WARNING:|NETDEV WATCHDOG' || true",
            SOON)
        .lines()
        .toList();
  }

  @Override
  public void close() throws IOException {
    if (running.isPresent()) {
      running.get().close();
    }
  }
}
