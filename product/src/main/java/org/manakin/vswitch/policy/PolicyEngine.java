package org.manakin.vswitch.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.manakin.observe.Clock;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;

/**
 * The policy of a switch: makes the layers of endpoints and the flow tables of ingresses, ages what
 * they remember, and shows it. Any thread, but {@link #work} one at a time.
 */
public final class PolicyEngine implements Inspectable {
  private static final long SWEEP_NANOS = 1_000_000_000L;

  /** All slots of an endpoint are looked at in so many sweeps. */
  private static final int SWEEPS = 8;

  private static final int SLOTS_AT_LEAST = 1024;

  /** As many as are looked at with one taking of the lock. */
  private static final int SLOTS_AT_ONCE = 64;

  private final Clock clock;
  private final PolicyLimits limits;
  private final long epoch;
  private final long seed = ThreadLocalRandom.current().nextLong();
  private final AtomicInteger generations = new AtomicInteger();
  private volatile List<EndpointPolicy> endpoints = List.of();
  private volatile List<FlowTable> ingresses = List.of();
  // guarded by this
  private int numbers;
  private volatile long sweepAt;

  /**
   * @param limits of each endpoint and each ingress
   */
  public PolicyEngine(Clock clock, PolicyLimits limits) {
    this.clock = clock;
    this.limits = limits;
    this.epoch = clock.nanos();
    this.sweepAt = epoch + SWEEP_NANOS;
  }

  /**
   * Makes the layers of an endpoint.
   *
   * @param name for people
   * @param egressBitsPerSecond what the endpoint may send, Ethernet headers included; 0: unmetered
   * @throws IllegalArgumentException if the rate is negative or beyond any adapter
   */
  public synchronized EndpointPolicy addEndpoint(
      String name, Policy policy, long egressBitsPerSecond) {
    EndpointPolicy endpoint =
        new EndpointPolicy(
            name,
            ++numbers,
            policy,
            egressBitsPerSecond,
            clock,
            generations,
            new Connections(limits.connections(), seed));
    endpoints = with(endpoints, endpoint);
    return endpoint;
  }

  /** Forgets an endpoint and its connections; frames must no longer be asked about with it. */
  public synchronized void remove(EndpointPolicy endpoint) {
    endpoints = without(endpoints, endpoint);
  }

  /**
   * Makes a flow table.
   *
   * @param name for people
   */
  public synchronized FlowTable addIngress(String name) {
    FlowTable table = new FlowTable(name, clock, epoch, limits, seed);
    ingresses = with(ingresses, table);
    return table;
  }

  /** Forgets an ingress, which must no longer be asked. */
  public synchronized void remove(FlowTable ingress) {
    ingresses = without(ingresses, ingress);
  }

  private static <T> List<T> with(List<T> list, T added) {
    List<T> copy = new ArrayList<>(list);
    copy.add(added);
    return List.copyOf(copy);
  }

  private static <T> List<T> without(List<T> list, T removed) {
    return list.stream().filter(one -> !one.equals(removed)).toList();
  }

  /**
   * Removes connections that are over, if it is time to look again: an eighth of what an endpoint
   * may have, each second.
   *
   * @return how many
   */
  public int work() {
    long now = clock.nanos();
    if (now - sweepAt < 0) {
      return 0;
    }
    sweepAt = now + SWEEP_NANOS;
    int tick = Ticks.at(now - epoch);
    int removed = 0;
    for (EndpointPolicy endpoint : endpoints) {
      Connections connections = endpoint.connections();
      int slots = connections.usedSlots();
      int left = Math.min(slots, Math.max(SLOTS_AT_LEAST, slots / SWEEPS));
      for (; left > 0; left -= SLOTS_AT_ONCE) {
        removed += connections.sweep(Math.min(left, SLOTS_AT_ONCE), endpoint.rules(), tick);
      }
    }
    return removed;
  }

  /**
   * When {@link #work} is to be called again, by the clock given. Who sleeps beyond it loses
   * nothing but memory: what is over is not used, whether it was removed or not.
   */
  public long nextDeadline() {
    for (EndpointPolicy endpoint : endpoints) {
      if (!endpoint.connections().isEmpty()) {
        return sweepAt;
      }
    }
    return Long.MAX_VALUE;
  }

  /**
   * The flows that are alive in all flow tables, which go on working meanwhile: what changes just
   * then is left out.
   *
   * @param most how many at most
   */
  public List<FlowRecord> flows(int most) {
    Map<Integer, EndpointPolicy> byNumber = new HashMap<>();
    endpoints.forEach(endpoint -> byNumber.put(endpoint.number(), endpoint));
    FlowView view = new FlowView(byNumber, Ticks.at(clock.nanos() - epoch));
    List<FlowRecord> flows = new ArrayList<>();
    for (FlowTable ingress : ingresses) {
      long[] entries = ingress.shown();
      int count = entries.length / FlowCache.ENTRY;
      for (int i = 0; i < count && flows.size() < most; i++) {
        FlowRecord flow = view.read(ingress.name(), entries, i);
        if (flow != null) {
          flows.add(flow);
        }
      }
    }
    return flows;
  }

  /** What there is of an endpoint, by its name. */
  public @Nullable EndpointPolicy endpoint(String name) {
    for (EndpointPolicy endpoint : endpoints) {
      if (endpoint.name().equals(name)) {
        return endpoint;
      }
    }
    return null;
  }

  @Override
  public void inspect(Node node) {
    Node byIngress = node.child("ingresses");
    ingresses.forEach(ingress -> byIngress.child(ingress.name(), ingress));
    Node byEndpoint = node.child("endpoints");
    endpoints.forEach(endpoint -> byEndpoint.child(endpoint.name(), endpoint));
  }
}
