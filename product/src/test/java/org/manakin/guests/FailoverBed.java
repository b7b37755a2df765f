package org.manakin.guests;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.manakin.host.HostEvents;
import org.manakin.host.HostPlan;
import org.manakin.host.NetworkPlan;
import org.manakin.host.NicPlan;
import org.manakin.host.VirtualHost;
import org.manakin.host.VmPlan;
import org.manakin.host.control.NicStatus;
import org.manakin.host.servicing.VfControl;
import org.manakin.lab.Guest;
import org.manakin.lab.GuestSpec;
import org.manakin.lab.Lab;
import org.manakin.lab.provision.Folders;
import org.manakin.lab.provision.Progress;
import org.manakin.lab.qemu.Nic;
import org.manakin.packet.MacAddress;

/**
 * A host with one network of NICs that have both legs, nic0 and up, each for a machine of its own,
 * and the guests that are booted on them. Closes all of it.
 */
final class FailoverBed implements Closeable {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final VirtualHost host;
  private final Lab lab;
  private final List<Guest> guests = new ArrayList<>();

  private FailoverBed(Path folder, VirtualHost host, Lab lab) {
    this.folder = folder;
    this.host = host;
    this.lab = lab;
  }

  static FailoverBed open(int nics) throws IOException {
    Path folder = Files.createTempDirectory("manakin-failover");
    List<NicPlan> plans = new ArrayList<>();
    List<VmPlan> vms = new ArrayList<>();
    for (int i = 0; i < nics; i++) {
      vms.add(new VmPlan("vm" + i, Optional.of(folder.resolve("qmp" + i))));
      plans.add(
          new NicPlan(
              "nic" + i,
              "vm" + i,
              "net",
              new MacAddress(0x02_00_00_00_00_20L + i),
              List.of(),
              Optional.of(new NicPlan.VfPlan(folder.resolve("vf" + i), 4, 1500)),
              Optional.of(new NicPlan.SyntheticPlan(folder.resolve("syn" + i), 1, 1500)),
              Optional.empty(),
              0));
    }
    HostPlan plan =
        new HostPlan(
            "bed",
            List.of(new NetworkPlan("net", 1, OptionalInt.empty(), List.of())),
            List.of(),
            vms,
            plans,
            List.of(),
            folder.resolve("control"),
            Optional.empty(),
            Optional.empty());
    return new FailoverBed(
        folder, VirtualHost.start(plan, HostEvents.NONE), Lab.open(Progress.SILENT));
  }

  VirtualHost host() {
    return host;
  }

  /** The leg on which NIC {@code nic} gets its frames. */
  NicStatus.Path path(int nic) {
    return host.nics().get(nic).path();
  }

  VfControl vf(int nic) {
    return host.vf("nic" + nic).orElseThrow();
  }

  /** Starts a guest on NIC {@code nic} and does not wait for it. */
  Guest start(int nic, String kernel) throws IOException {
    NicPlan plan = host.plan().nics().get(nic);
    String synthetic = plan.name() + NicPlan.SYNTHETIC_SUFFIX;
    Guest guest =
        lab.start(
            GuestSpec.of(lab.kernel(kernel))
                .name(plan.vm())
                .smp(2)
                .memoryMib(1024)
                .nic(
                    new Nic.VirtioNet(
                        synthetic,
                        plan.mac().toString(),
                        new Nic.Backend.VhostUser(folder.resolve("syn" + nic), 1, 1500),
                        true))
                .nic(
                    new Nic.VfioUser(
                        plan.name(), folder.resolve("vf" + nic), true, Optional.of(synthetic)))
                .qemuOptions(
                    "-qmp", "unix:" + folder.resolve("qmp" + nic) + ",server=on,wait=off"));
    guests.add(guest);
    return guest;
  }

  @Override
  public void close() throws IOException {
    for (Guest guest : guests) {
      guest.close();
    }
    host.close();
    Folders.delete(folder);
  }
}
