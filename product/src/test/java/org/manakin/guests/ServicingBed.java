package org.manakin.guests;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.manakin.host.HostEvents;
import org.manakin.host.HostPlan;
import org.manakin.host.NetworkPlan;
import org.manakin.host.NicPlan;
import org.manakin.host.VirtualHost;
import org.manakin.host.VmPlan;
import org.manakin.host.servicing.VfControl;
import org.manakin.host.servicing.VfState;
import org.manakin.lab.Guest;
import org.manakin.lab.GuestSpec;
import org.manakin.lab.Lab;
import org.manakin.lab.provision.Folders;
import org.manakin.lab.provision.Progress;
import org.manakin.lab.qemu.Nic;
import org.manakin.packet.MacAddress;

/**
 * A host with one network, guests on failover pairs of a VF and a synthetic NIC, and peers that
 * have a synthetic NIC only. Closes all of it.
 */
final class ServicingBed implements Closeable {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int MTU = 1500;

  private final Path folder;
  private final HostPlan plan;
  private @Nullable VirtualHost host;
  private final Lab lab;
  private final List<Guest> guests = new ArrayList<>();

  private ServicingBed(Path folder, HostPlan plan, Lab lab) {
    this.folder = folder;
    this.plan = plan;
    this.lab = lab;
  }

  /** Machines 0 and up with pairs, so many of them, and then one peer. */
  static ServicingBed of(int pairs) throws IOException {
    return of(pairs, 1);
  }

  /** The same with several NICs in each machine; NIC n of machine m is number m * nics + n. */
  static ServicingBed of(int machines, int nics) throws IOException {
    Path folder = Files.createTempDirectory("mk");
    List<VmPlan> vms = new ArrayList<>();
    List<NicPlan> planned = new ArrayList<>();
    for (int vm = 0; vm <= machines; vm++) {
      vms.add(new VmPlan("vm" + vm, Optional.of(folder.resolve("vm" + vm + ".qmp"))));
      for (int i = 0; i < (vm < machines ? nics : 1); i++) {
        planned.add(nic(folder, "vm" + vm, planned.size(), vm < machines));
      }
    }
    HostPlan plan =
        new HostPlan(
            "bed",
            List.of(new NetworkPlan("net", 1, OptionalInt.empty(), List.of())),
            List.of(),
            vms,
            planned,
            List.of(),
            folder.resolve("control"),
            Optional.empty(),
            Optional.empty());
    ServicingBed bed = new ServicingBed(folder, plan, Lab.open(Progress.SILENT));
    bed.startHost();
    return bed;
  }

  private static NicPlan nic(Path folder, String vm, int number, boolean pair) throws IOException {
    String name = "nic" + number;
    return new NicPlan(
        name,
        vm,
        "net",
        new MacAddress(0x02_00_00_00_00_10L + number),
        List.of(InetAddress.getByName(address(number))),
        pair
            ? Optional.of(new NicPlan.VfPlan(folder.resolve(name + ".vf"), 2, MTU))
            : Optional.empty(),
        Optional.of(new NicPlan.SyntheticPlan(folder.resolve(name + ".syn"), 1, MTU)),
        Optional.empty(),
        0);
  }

  static String address(int nic) {
    return "10.78.0." + (nic + 1);
  }

  /** A script that brings an interface up with a NIC's address. */
  static String bringUp(String ifname, int nic) {
    return "ip link set %s up; ip addr replace %s/24 dev %s"
        .formatted(ifname, address(nic), ifname);
  }

  /** Starts the host, again after {@link #stopHost}. */
  void startHost() throws IOException {
    host = VirtualHost.start(plan, HostEvents.NONE);
  }

  /** Stops the host in an orderly way, as SIGTERM does. */
  void stopHost() {
    VirtualHost running = host;
    host = null;
    if (running != null) {
      running.close();
    }
  }

  VirtualHost host() {
    VirtualHost running = host;
    if (running == null) {
      throw new IllegalStateException("the host is stopped");
    }
    return running;
  }

  VfControl vf(int nic) {
    return host().vf("nic" + nic).orElseThrow();
  }

  Path folder() {
    return folder;
  }

  /** Starts machine {@code vm} and does not wait. */
  Guest start(int vm, String kernel, String... arguments) throws IOException {
    String name = "vm" + vm;
    GuestSpec spec =
        GuestSpec.of(lab.kernel(kernel))
            .name(name)
            .smp(1)
            .memoryMib(512)
            .kernelArguments(arguments)
            .qemuOptions("-qmp", "unix:" + folder.resolve(name + ".qmp") + ",server=on,wait=off");
    for (NicPlan nic : plan.nicsOf(name)) {
      String synthetic = nic.name() + NicPlan.SYNTHETIC_SUFFIX;
      spec.nic(
          new Nic.VirtioNet(
              synthetic,
              nic.mac().toString(),
              new Nic.Backend.VhostUser(nic.synthetic().orElseThrow().socket(), 1),
              nic.isPair()));
      nic.adapter()
          .ifPresent(vf ->
              spec.nic(new Nic.VfioUser(nic.name(), vf.socket(), true, Optional.of(synthetic))));
    }
    Guest guest = lab.start(spec);
    guests.add(guest);
    return guest;
  }

  /** Waits until the VF of that NIC is in {@code state}. */
  void await(int nic, VfState state) throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (vf(nic).state() != state) {
      if (System.nanoTime() > until) {
        throw new IOException(
            "nic%d did not become %s: it is %s, %s"
                .formatted(nic, state, vf(nic).state(), vf(nic).explanation()));
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    for (Guest guest : guests) {
      guest.close();
    }
    stopHost();
    Folders.delete(folder);
  }
}
