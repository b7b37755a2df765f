package org.manakin.vswitch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.manakin.observe.Clock;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.vswitch.policy.PolicyEngine;
import org.manakin.vswitch.policy.PolicyLimits;

/**
 * The hypervisor's virtual switch: networks, and in them endpoints with a VF and a synthetic leg,
 * and uplinks. Frames are forwarded by the threads that bring them, from the sender's call of
 * {@link Leg#deliver} to the receiver's port.
 *
 * <p>Any thread adds and looks up; one thread calls {@link #work}.
 */
public final class VirtualSwitch implements Inspectable {
  /** Memory for frames that are held, of all endpoints together. */
  private static final int MOST_HOLD_CHUNKS = 256;

  private final Clock clock;
  private final Runnable wake;
  private final HoldMemory memory = new HoldMemory(MOST_HOLD_CHUNKS);
  private final PolicyEngine policies;
  private final Trunk trunk = new Trunk();
  private final Handover handover = new Handover();
  // Changed under this object's monitor.
  private final Map<String, Network> networks = new LinkedHashMap<>();
  private final Map<String, SwitchUplink> uplinks = new LinkedHashMap<>();
  private final Map<String, Endpoint> byName = new LinkedHashMap<>();
  private volatile Endpoint[] endpoints = {};

  /**
   * @param wake called by any thread: makes whoever calls {@link #work} do so soon
   */
  public VirtualSwitch(Clock clock, Runnable wake) {
    this(clock, wake, PolicyLimits.DEFAULT);
  }

  /**
   * @param limits of the memory of flows and connections
   */
  public VirtualSwitch(Clock clock, Runnable wake, PolicyLimits limits) {
    this.clock = clock;
    this.wake = wake;
    this.policies = new PolicyEngine(clock, limits);
  }

  /**
   * @throws IllegalArgumentException if its name, VNI or VLAN is another network's
   */
  public synchronized Network addNetwork(NetworkSpec spec) {
    unused(networks, spec.name(), "network");
    for (Network other : networks.values()) {
      if (other.spec().vni() == spec.vni()) {
        throw new IllegalArgumentException(
            "network '%s': VNI %d is that of '%s'"
                .formatted(spec.name(), spec.vni(), other.name()));
      }
    }
    Network network = new Network(spec);
    if (spec.vlan().isPresent()) {
      Network other = trunk.network(network.vlan());
      if (other != null) {
        throw new IllegalArgumentException(
            "network '%s': VLAN %d is that of '%s'"
                .formatted(spec.name(), network.vlan(), other.name()));
      }
      uplinks.values().stream().filter(u -> u.spec().isTrunk()).forEach(network::add);
      trunk.put(network.vlan(), network);
    }
    networks.put(spec.name(), network);
    return network;
  }

  /**
   * Adds an endpoint; until a leg of it is activated frames for its guest are dropped.
   *
   * @throws IllegalArgumentException if its name or an address is another's, the network is not
   *     there, or an address is outside of the network's subnets
   */
  public synchronized Endpoint addEndpoint(EndpointSpec spec) {
    unused(byName, spec.name(), "endpoint");
    Network network = network(spec.network());
    network.requireFree(spec);
    Endpoint endpoint = new Endpoint(spec, network, policies, memory, clock, wake);
    network.add(endpoint);
    byName.put(spec.name(), endpoint);
    endpoints = byName.values().toArray(Endpoint[]::new);
    return endpoint;
  }

  /**
   * @throws IllegalArgumentException if its name is another uplink's or the network is not there
   */
  public synchronized SwitchUplink addUplink(UplinkSpec spec) {
    unused(uplinks, spec.name(), "uplink");
    Network access = spec.network().isPresent() ? network(spec.network().get()) : null;
    SwitchUplink uplink =
        new SwitchUplink(spec, access, trunk, policies.addIngress(spec.name()), clock);
    if (access != null) {
      access.add(uplink);
    } else {
      networks.values().stream()
          .filter(n -> n.spec().vlan().isPresent())
          .forEach(n -> n.add(uplink));
    }
    uplinks.put(spec.name(), uplink);
    return uplink;
  }

  private static void unused(Map<String, ?> things, String name, String kind) {
    if (things.containsKey(name)) {
      throw new IllegalArgumentException("two %ss are named '%s'".formatted(kind, name));
    }
  }

  /**
   * The network of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public synchronized Network network(String name) {
    Network network = networks.get(name);
    if (network == null) {
      throw new IllegalArgumentException(
          "there is no network '%s'; there are %s".formatted(name, networks.keySet()));
    }
    return network;
  }

  /**
   * The endpoint of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public synchronized Endpoint endpoint(String name) {
    Endpoint endpoint = byName.get(name);
    if (endpoint == null) {
      throw new IllegalArgumentException(
          "there is no endpoint '%s'; there are %s".formatted(name, byName.keySet()));
    }
    return endpoint;
  }

  public synchronized List<Network> networks() {
    return new ArrayList<>(networks.values());
  }

  public List<Endpoint> endpoints() {
    return List.of(endpoints);
  }

  public synchronized List<SwitchUplink> uplinks() {
    return new ArrayList<>(uplinks.values());
  }

  /** What decides which frames pass; for its counters and flows. */
  public PolicyEngine policies() {
    return policies;
  }

  /**
   * Ends holds that last too long and drains what is held, as there is room for it.
   *
   * @return how much was done; 0 if there was nothing, so that the caller may wait until {@link
   *     #nextDeadline} or until it is woken
   */
  public int work() {
    long now = clock.nanos();
    int done = policies.work();
    for (Endpoint endpoint : endpoints) {
      done += endpoint.work(now, handover);
    }
    if (done > 0) {
      handover.flush();
    }
    return done;
  }

  /**
   * When {@link #work} has to be called even if nobody wakes, by the switch's clock; {@link
   * Long#MAX_VALUE}: never. Its thread.
   */
  public long nextDeadline() {
    long next = policies.nextDeadline();
    for (Endpoint endpoint : endpoints) {
      next = Math.min(next, endpoint.nextDeadline(clock.nanos()));
    }
    return next;
  }

  @Override
  public void inspect(Node node) {
    node.value("hold_memory_bytes", memory.bytes());
    Node byNetwork = node.child("networks");
    networks().forEach(network -> byNetwork.child(network.name(), network));
    Node byEndpoint = node.child("endpoints");
    endpoints().forEach(endpoint -> byEndpoint.child(endpoint.name(), endpoint));
    node.child("policies", policies);
    Node byUplink = node.child("uplinks");
    uplinks().forEach(uplink -> byUplink.child(uplink.spec().name(), uplink));
  }
}
