package org.manakin.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.manakin.host.control.FlowEntry;
import org.manakin.host.control.HostOperations;
import org.manakin.host.control.NicStatus;
import org.manakin.host.servicing.Limits;
import org.manakin.host.servicing.Machine;
import org.manakin.host.servicing.QemuMonitor;
import org.manakin.host.servicing.Transition;
import org.manakin.host.servicing.TransitionListener;
import org.manakin.host.servicing.VfControl;
import org.manakin.host.servicing.VfState;
import org.manakin.host.servicing.WaitClock;
import org.manakin.observe.Clock;
import org.manakin.observe.Node;
import org.manakin.vswitch.Endpoint;
import org.manakin.vswitch.EndpointSpec;
import org.manakin.vswitch.NetworkSpec;
import org.manakin.vswitch.VirtualSwitch;
import org.manakin.vswitch.policy.FlowRecord;
import org.manakin.vswitch.policy.Policy;

/**
 * A host as its file describes it: a switch with the NICs of virtual machines and the uplinks to
 * the outside. Any thread.
 */
public final class VirtualHost implements HostOperations, Closeable {
  /** For guests to eject their VFs when the host ends. */
  private static final Duration LAST_EJECT = Duration.ofSeconds(3);

  private final HostPlan plan;
  private final ServiceThread switching;
  private final VirtualSwitch fabric;
  private final Map<String, HostedNic> nics = new LinkedHashMap<>();
  private final Map<String, HostedUplink> uplinks = new LinkedHashMap<>();

  private final Limits limits;
  private final List<Machine> machines = new ArrayList<>();
  private final Map<String, VfControl> vfs = new LinkedHashMap<>();
  private final List<TransitionListener> listeners = new CopyOnWriteArrayList<>();

  /** Those of the plan and what was applied since, by name. */
  private final Map<String, Policy> policies = new ConcurrentSkipListMap<>();

  /** What to close, latest first. */
  private final Deque<Closeable> opened = new ArrayDeque<>();

  private VirtualHost(HostPlan plan, Limits limits, HostEvents events) throws IOException {
    this.plan = plan;
    this.limits = limits;
    plan.policies().forEach(policy -> policies.put(policy.name(), policy));
    this.switching = ServiceThread.open("switch", plan.name(), events);
    opened.push(switching);
    this.fabric = new VirtualSwitch(Clock.SYSTEM, switching::wake);
  }

  /**
   * Starts everything; when this returns all sockets listen.
   *
   * @throws IOException if a socket or TAP cannot be had; nothing is left open then
   */
  public static VirtualHost start(HostPlan plan, HostEvents events) throws IOException {
    return start(plan, Limits.DEFAULT, events);
  }

  /** The same with other times to wait for guests. */
  public static VirtualHost start(HostPlan plan, Limits limits, HostEvents events)
      throws IOException {
    VirtualHost host = new VirtualHost(plan, limits, events);
    try {
      host.open(events);
      return host;
    } catch (IOException | RuntimeException e) {
      host.close();
      throw e;
    }
  }

  private void open(HostEvents events) throws IOException {
    SwitchDuty duty = SwitchDuty.of(fabric);
    opened.push(duty);
    switching.add(duty);
    for (NetworkPlan network : plan.networks()) {
      fabric.addNetwork(
          new NetworkSpec(network.name(), network.vni(), network.vlan(), network.subnets()));
    }
    // before the NICs, so that they outlive them: their frames go there
    for (UplinkPlan uplink : plan.uplinks()) {
      HostedUplink hosted = HostedUplink.open(uplink, fabric, events);
      opened.push(hosted);
      uplinks.put(uplink.name(), hosted);
    }
    for (NicPlan nic : plan.nics()) {
      Endpoint endpoint = fabric.addEndpoint(endpoint(nic));
      HostedNic hosted = HostedNic.open(nic, endpoint, events);
      opened.push(hosted::stop);
      nics.put(nic.name(), hosted);
    }
    for (VmPlan vm : plan.vms()) {
      Machine machine = machine(vm);
      machines.add(machine);
      opened.addLast(machine);
      machine.start();
    }
    switching.start();
    nics.values().forEach(HostedNic::start);
    uplinks.values().forEach(HostedUplink::start);
  }

  /** A machine with the VFs of its NICs; its migrations go to a socket beside its monitor's. */
  private Machine machine(VmPlan vm) {
    Path sink = plan.control().resolveSibling(plan.name() + "-" + vm.name() + ".revoked");
    Machine machine =
        new Machine(
            vm.name(),
            vm.qmp().map(QemuMonitor::at),
            sink,
            limits,
            WaitClock.SYSTEM,
            InstantSource.system(),
            new ToListeners());
    for (NicPlan nic : plan.nicsOf(vm.name())) {
      nic(nic.name())
          .dataPath()
          .ifPresent(path -> vfs.put(nic.name(), machine.add(nic.name(), path)));
    }
    return machine;
  }

  private EndpointSpec endpoint(NicPlan nic) {
    Policy policy = nic.policy().map(policies::get).orElse(Policy.OPEN);
    return new EndpointSpec(
        nic.name(), nic.network(), nic.mac(), nic.addresses(), policy, nic.egressBitsPerSecond());
  }

  public HostPlan plan() {
    return plan;
  }

  @Override
  public String name() {
    return plan.name();
  }

  @Override
  public List<NicStatus> nics() {
    return nics.values().stream().map(nic -> nic.status(vfs.get(nic.plan().name()))).toList();
  }

  @Override
  public Optional<VfControl> vf(String nic) {
    return Optional.ofNullable(vfs.get(nic));
  }

  @Override
  public List<FlowEntry> flows(int most) {
    return fabric.policies().flows(most).stream().map(VirtualHost::entry).toList();
  }

  @Override
  public List<Policy> policies() {
    return List.copyOf(policies.values());
  }

  @Override
  public void apply(Policy policy) {
    policies.put(policy.name(), policy);
    for (HostedNic nic : nics.values()) {
      if (nic.plan().policy().equals(Optional.of(policy.name()))) {
        nic.endpoint().policy().apply(policy);
      }
    }
  }

  @Override
  public void forget(String policy) {
    policies.remove(policy);
  }

  @Override
  public void listen(TransitionListener listener) {
    listeners.add(listener);
  }

  /**
   * The NIC of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public HostedNic nic(String name) {
    HostedNic found = nics.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no NIC '" + name + "'; there are " + nics.keySet());
    }
    return found;
  }

  /**
   * Stops everything and removes the sockets. VFs that guests use are taken away before, where that
   * can be done within some seconds.
   */
  @Override
  public void close() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      machines.forEach(machine -> threads.execute(() -> machine.withdraw(LAST_EJECT)));
    }
    machines.clear();
    for (Closeable last = opened.poll(); last != null; last = opened.poll()) {
      try {
        last.close();
      } catch (IOException e) {
        throw new IllegalStateException(e); // none of them throws it
      }
    }
  }

  private static FlowEntry entry(FlowRecord flow) {
    return new FlowEntry(
        flow.ingress(),
        flow.protocol(),
        flow.source().getHostAddress(),
        flow.sourcePort() == 0 ? OptionalInt.empty() : OptionalInt.of(flow.sourcePort()),
        flow.destination().getHostAddress(),
        flow.destinationPort() == 0 ? OptionalInt.empty() : OptionalInt.of(flow.destinationPort()),
        flow.verdict(),
        flow.packets(),
        TimeUnit.NANOSECONDS.toMillis(flow.idleNanos()));
  }

  private final class ToListeners implements TransitionListener {
    @Override
    public void became(String nic, VfState from, VfState to, String why) {
      listeners.forEach(listener -> listener.became(nic, from, to, why));
    }

    @Override
    public void ended(Transition transition) {
      listeners.forEach(listener -> listener.ended(transition));
    }
  }

  @Override
  public void inspect(Node node) {
    nics.forEach(node.child("nics")::child);
    uplinks.forEach(node.child("uplinks")::child);
    node.child("switch", fabric);
  }
}
