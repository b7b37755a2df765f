package org.manakin.measure.revoke;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.manakin.adapter.ethernet.EthernetCounter;
import org.manakin.host.HostEvents;
import org.manakin.host.HostPlan;
import org.manakin.host.HostedNic;
import org.manakin.host.NetworkPlan;
import org.manakin.host.VirtualHost;
import org.manakin.host.control.NicStatus;
import org.manakin.host.servicing.VfControl;
import org.manakin.host.servicing.VfState;
import org.manakin.lab.Guest;
import org.manakin.lab.GuestSpec;
import org.manakin.lab.Lab;
import org.manakin.lab.channel.GuestException;
import org.manakin.lab.provision.Folders;
import org.manakin.lab.qemu.RunFolder;
import org.manakin.measure.traffic.TrafficLoad;
import org.manakin.measure.traffic.TrafficPair;
import org.manakin.observe.Node;
import org.manakin.vswitch.policy.Prefix;

/**
 * A host with two machines on its switch, each with a failover pair, and the traffic between them.
 */
final class FailoverPair implements Closeable {
  private static final Duration BOOT = Duration.ofMinutes(2);
  private static final long LOOK_AGAIN_MS = 20;

  private final Path folder;
  private final TrafficPair traffic;
  private final List<FailoverMachine> machines;
  private final VirtualHost host;
  private final AtomicBoolean closed = new AtomicBoolean();

  private FailoverPair(
      Path folder, TrafficPair traffic, List<FailoverMachine> machines, VirtualHost host) {
    this.folder = folder;
    this.traffic = traffic;
    this.machines = machines;
    this.host = host;
  }

  /** Starts host and machines, and waits until both machines have their addresses. */
  static FailoverPair start(Lab lab, List<GuestSpec> specs, TrafficLoad load, HostEvents events)
      throws IOException {
    for (GuestSpec spec : specs) {
      lab.prepare(spec);
    }
    Path folder = RunFolder.create();
    TrafficPair traffic = TrafficPair.listen(folder, load);
    List<FailoverMachine> machines = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      machines.add(new FailoverMachine(i + 1, folder, traffic.equip(i, specs.get(i))));
    }
    VirtualHost host;
    try {
      host = VirtualHost.start(plan(folder, machines), events);
    } catch (IOException | RuntimeException e) {
      traffic.close();
      Folders.delete(folder);
      throw e;
    }
    FailoverPair pair = new FailoverPair(folder, traffic, machines, host);
    try {
      for (FailoverMachine machine : machines) {
        machine.start(lab);
      }
      for (FailoverMachine machine : machines) {
        machine.configure(BOOT);
      }
      return pair;
    } catch (IOException | RuntimeException e) {
      pair.close();
      throw e;
    }
  }

  private static HostPlan plan(Path folder, List<FailoverMachine> machines) {
    return new HostPlan(
        "lab",
        List.of(
            new NetworkPlan(
                FailoverMachine.NETWORK,
                1,
                OptionalInt.empty(),
                FailoverMachine.SUBNETS.stream().map(Prefix::parse).toList())),
        List.of(),
        machines.stream().map(FailoverMachine::vmPlan).toList(),
        machines.stream().map(FailoverMachine::nicPlan).toList(),
        List.of(),
        folder.resolve("control"),
        Optional.empty(),
        Optional.empty());
  }

  VirtualHost host() {
    return host;
  }

  FailoverMachine machine(int index) {
    return machines.get(index);
  }

  /** The operations on a machine's VF. */
  VfControl vf(int index) {
    return host.vf(machines.get(index).nicName()).orElseThrow();
  }

  /** What the host says of a machine's NIC. */
  NicStatus status(int index) {
    String name = machines.get(index).nicName();
    return host.nics().stream().filter(nic -> nic.name().equals(name)).findFirst().orElseThrow();
  }

  /** All counters of both NICs. */
  HostCounters counters() {
    return HostCounters.of(node ->
        machines.forEach(machine -> add(node.child(machine.name()), host.nic(machine.nicName()))));
  }

  /** A VF's own counters go with its driver, so what is taken of it is the sum over all drivers. */
  private static void add(Node node, HostedNic nic) {
    node.child("endpoint", nic.endpoint());
    nic.synthetic().ifPresent(synthetic -> node.child("synthetic", synthetic));
    Node vf = node.child("vf");
    nic.adapter()
        .ifPresent(hosted -> {
          for (EthernetCounter counter : EthernetCounter.values()) {
            vf.value(Node.nameOf(counter), hosted.adapter().port(0).total(counter));
          }
        });
  }

  /** Waits until the driver of a machine's VF receives. */
  void awaitVf(int index, Duration timeout) throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    while (vf(index).state() != VfState.ACTIVE) {
      if (System.nanoTime() > end) {
        throw new GuestException(
            "%s does not use its VF, which is %s: %s"
                .formatted(machines.get(index).name(), vf(index).state(), vf(index).explanation()));
      }
      pause(LOOK_AGAIN_MS);
    }
  }

  static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException("interrupted", e);
    }
  }

  /** Traffic begins; the machines must have their addresses. */
  void startTraffic() throws IOException {
    List<Guest> guests = machines.stream().map(FailoverMachine::guest).toList();
    traffic.start(guests, machines.stream().map(FailoverMachine::address).toList());
  }

  TrafficPair traffic() {
    return traffic;
  }

  /** Ends all of it at once. Any thread; a second call does nothing. */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    for (FailoverMachine machine : machines) {
      machine.close();
    }
    traffic.close();
    host.close();
    Folders.delete(folder);
  }
}
