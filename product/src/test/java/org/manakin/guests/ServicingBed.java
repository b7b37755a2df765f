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
import org.manakin.host.servicing.Limits;
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
 * Machines whose NICs have a VF and a synthetic NIC, in one network, and the host, which may end
 * and begin again while they run. Closes all of it.
 */
final class ServicingBed implements Closeable {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Guests that do not eject are given up sooner than a host would. */
  static final Limits LIMITS = Limits.DEFAULT.withEject(Duration.ofSeconds(3));

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

  /** NIC n of machine m is number m * nics + n. The host is not started yet. */
  static ServicingBed of(int machines, int nics) throws IOException {
    Path folder = Files.createTempDirectory("manakin-vf");
    return of(folder, plan(folder, machines, nics));
  }

  /** Machines of a plan with all sockets in {@code folder}, which goes with the bed. */
  static ServicingBed of(Path folder, HostPlan plan) throws IOException {
    return new ServicingBed(folder, plan, Lab.open(Progress.SILENT));
  }

  /** What host those machines need, with all sockets in {@code folder}. */
  static HostPlan plan(Path folder, int machines, int nics) throws IOException {
    List<VmPlan> vms = new ArrayList<>();
    List<NicPlan> planned = new ArrayList<>();
    for (int vm = 0; vm < machines; vm++) {
      vms.add(new VmPlan("vm" + vm, Optional.of(folder.resolve("vm" + vm + ".qmp"))));
      for (int i = 0; i < nics; i++) {
        planned.add(nic(folder, "vm" + vm, planned.size()));
      }
    }
    return new HostPlan(
        "bed",
        List.of(new NetworkPlan("net", 1, OptionalInt.empty(), List.of())),
        List.of(),
        vms,
        planned,
        List.of(),
        folder.resolve("control"),
        Optional.empty(),
        Optional.empty());
  }

  private static NicPlan nic(Path folder, String vm, int number) throws IOException {
    String name = "nic" + number;
    return new NicPlan(
        name,
        vm,
        "net",
        new MacAddress(0x02_00_00_00_00_40L + number),
        List.of(InetAddress.getByName(address(number))),
        Optional.of(new NicPlan.VfPlan(folder.resolve(name + ".vf"), 2, MTU)),
        Optional.of(new NicPlan.SyntheticPlan(folder.resolve(name + ".syn"), 1, MTU)),
        Optional.empty(),
        0);
  }

  static String address(int nic) {
    return "10.78.0." + (nic + 1);
  }

  void startHost() throws IOException {
    host = VirtualHost.start(plan, LIMITS, HostEvents.NONE);
  }

  /** Ends the host in an orderly way. */
  void stopHost() {
    VirtualHost running = host;
    host = null;
    if (running != null) {
      running.close();
    }
  }

  VfControl vf(int nic) {
    return running().vf("nic" + nic).orElseThrow();
  }

  /** Frames that the guest has sent over the synthetic NIC since the host began. */
  long syntheticFrames(int nic) {
    return running().nic("nic" + nic).endpoint().synthetic().framesFromGuest();
  }

  private VirtualHost running() {
    VirtualHost running = host;
    if (running == null) {
      throw new IllegalStateException("the host does not run");
    }
    return running;
  }

  Path folder() {
    return folder;
  }

  /** Starts machine {@code vm} and does not wait. */
  Guest start(int vm, String kernel) throws IOException {
    String name = "vm" + vm;
    GuestSpec spec =
        GuestSpec.of(lab.kernel(kernel))
            .name(name)
            .memoryMib(512)
            .qemuOptions("-qmp", "unix:" + folder.resolve(name + ".qmp") + ",server=on,wait=off");
    for (NicPlan nic : plan.nicsOf(name)) {
      String synthetic = nic.name() + NicPlan.SYNTHETIC_SUFFIX;
      spec.nic(
          new Nic.VirtioNet(
              synthetic,
              nic.mac().toString(),
              new Nic.Backend.VhostUser(nic.synthetic().orElseThrow().socket(), 1),
              true));
      spec.nic(
          new Nic.VfioUser(
              nic.name(), nic.adapter().orElseThrow().socket(), true, Optional.of(synthetic)));
    }
    Guest guest = lab.start(spec);
    guests.add(guest);
    return guest;
  }

  /** Brings the master of a machine's first pair up with the address of its NIC. */
  static void bringUp(Guest guest, int nic) throws IOException {
    String _ = guest.awaitReady(PATIENCE);
    String _ =
        guest.check(
            "ip link set eth0 up; ip addr replace %s/24 dev eth0".formatted(address(nic)),
            PATIENCE);
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
