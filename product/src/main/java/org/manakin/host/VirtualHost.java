package org.manakin.host;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.manakin.observe.Clock;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.vswitch.Endpoint;
import org.manakin.vswitch.EndpointSpec;
import org.manakin.vswitch.NetworkSpec;
import org.manakin.vswitch.VirtualSwitch;
import org.manakin.vswitch.policy.Policy;

/**
 * A host as its file describes it: a switch with the NICs of virtual machines and the uplinks to
 * the outside. Any thread.
 */
public final class VirtualHost implements Closeable, Inspectable {
  private final HostPlan plan;
  private final ServiceThread switching;
  private final VirtualSwitch fabric;
  private final Map<String, HostedNic> nics = new LinkedHashMap<>();
  private final Map<String, HostedUplink> uplinks = new LinkedHashMap<>();

  /** What to close, latest first. */
  private final Deque<Closeable> opened = new ArrayDeque<>();

  private VirtualHost(HostPlan plan, HostEvents events) throws IOException {
    this.plan = plan;
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
    VirtualHost host = new VirtualHost(plan, events);
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
    for (NicPlan nic : plan.nics()) {
      Endpoint endpoint = fabric.addEndpoint(endpoint(nic));
      HostedNic hosted = HostedNic.open(nic, endpoint, events);
      opened.push(hosted::stop);
      nics.put(nic.name(), hosted);
    }
    for (UplinkPlan uplink : plan.uplinks()) {
      HostedUplink hosted = HostedUplink.open(uplink, fabric, events);
      opened.push(hosted);
      uplinks.put(uplink.name(), hosted);
    }
    switching.start();
    nics.values().forEach(HostedNic::start);
    uplinks.values().forEach(HostedUplink::start);
  }

  private EndpointSpec endpoint(NicPlan nic) {
    Policy policy =
        nic.policy()
            .flatMap(
                name -> plan.policies().stream().filter(p -> p.name().equals(name)).findFirst())
            .orElse(Policy.OPEN);
    return new EndpointSpec(
        nic.name(), nic.network(), nic.mac(), nic.addresses(), policy, nic.egressBitsPerSecond());
  }

  public HostPlan plan() {
    return plan;
  }

  public List<HostedNic> nics() {
    return List.copyOf(nics.values());
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

  /** Stops everything and removes the sockets. */
  @Override
  public void close() {
    for (Closeable last = opened.poll(); last != null; last = opened.poll()) {
      try {
        last.close();
      } catch (IOException e) {
        throw new IllegalStateException(e); // none of them throws it
      }
    }
  }

  @Override
  public void inspect(Node node) {
    nics.forEach(node.child("nics")::child);
    uplinks.forEach(node.child("uplinks")::child);
    node.child("switch", fabric);
  }
}
