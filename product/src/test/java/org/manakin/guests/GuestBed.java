package org.manakin.guests;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.manakin.adapter.ServiceEvent;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.host.AdapterSpec;
import org.manakin.host.Host;
import org.manakin.host.HostEvents;
import org.manakin.host.Uplink;
import org.manakin.lab.Guest;
import org.manakin.lab.GuestSpec;
import org.manakin.lab.Lab;
import org.manakin.lab.provision.Progress;
import org.manakin.lab.qemu.Nic;
import org.manakin.observe.Node;
import org.manakin.packet.MacAddress;

/**
 * A host with adapters on a wire, two by two, and the guests that are booted on them. Closes all of
 * it.
 */
final class GuestBed implements Closeable {
  /** Above what anything takes on a machine that does something else besides. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final Host host;
  private final Lab lab;
  private final List<Guest> guests = new ArrayList<>();

  private GuestBed(Path folder, Host host, Lab lab) {
    this.folder = folder;
    this.host = host;
    this.lab = lab;
  }

  /** Two adapters, vf0 and vf1, joined by a wire. */
  static GuestBed wired(int queues) throws IOException {
    Path folder = Files.createTempDirectory("manakin-guests");
    List<AdapterSpec> specs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      EthernetConfig config = EthernetConfig.of(mac(i)).withQueues(queues);
      Uplink uplink = i == 0 ? new Uplink.Peer("vf1") : new Uplink.None();
      specs.add(new AdapterSpec("vf" + i, folder.resolve("vf" + i + ".sock"), config, uplink));
    }
    Lab lab = Lab.open(Progress.SILENT);
    return new GuestBed(folder, Host.start(specs, HostEvents.NONE), lab);
  }

  static MacAddress mac(int adapter) {
    return new MacAddress(0x02_00_00_00_00_10L + adapter);
  }

  /** Starts a guest on adapter {@code adapter} and does not wait for it. */
  Guest start(int adapter, String kernel, int smp, String... arguments) throws IOException {
    String name = "vf" + adapter;
    Guest guest =
        lab.start(
            GuestSpec.of(lab.kernel(kernel))
                .name("guest" + adapter)
                .smp(smp)
                .memoryMib(1024)
                .kernelArguments(arguments)
                .nic(new Nic.VfioUser(name, host.adapter(name).spec().socket())));
    guests.add(guest);
    return guest;
  }

  /** The inspection tree of adapter {@code adapter}, as maps. */
  Map<String, Object> inspect(int adapter) {
    return Node.of(host.adapter("vf" + adapter).adapter()).toMap();
  }

  /** Tells the driver of that adapter something, as the hardware would. */
  boolean raise(int adapter, ServiceEvent event) {
    return host.adapter("vf" + adapter).adapter().raise(event);
  }

  /** Waits until the host has seen that the guest of that adapter is gone. */
  void awaitDetached(int adapter) throws IOException {
    await(adapter, "state", "IDLE");
  }

  /** Waits until a driver has brought the adapter up for the {@code lives}th time. */
  void awaitLives(int adapter, long lives) throws IOException {
    await(adapter, "lives", lives);
  }

  private void await(int adapter, String name, Object value) throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!value.equals(inspect(adapter).get(name))) {
      if (System.nanoTime() > until) {
        throw new IOException("%s did not become %s: %s".formatted(name, value, inspect(adapter)));
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    for (Guest guest : guests) {
      guest.close();
    }
    host.close();
    Files.deleteIfExists(folder);
  }
}
