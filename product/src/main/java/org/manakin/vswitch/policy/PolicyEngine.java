package org.manakin.vswitch.policy;

import org.manakin.observe.Clock;

/**
 * The policy of a switch: makes the layers of endpoints and the flow tables of ingresses, ages what
 * they remember, and shows it. Any thread, but {@link #work} one at a time.
 */
public final class PolicyEngine {
  public PolicyEngine(Clock clock, PolicyLimits limits) {}

  /**
   * @param name for people
   * @param egressBitsPerSecond what the endpoint may send, Ethernet headers included; 0: unmetered
   */
  public EndpointPolicy addEndpoint(String name, Policy policy, long egressBitsPerSecond) {
    return new EndpointPolicy(name, policy);
  }

  /** Forgets an endpoint and its connections; frames must no longer be asked about with it. */
  public void remove(EndpointPolicy endpoint) {}

  /**
   * @param name for people
   */
  public FlowTable addIngress(String name) {
    return new FlowTable();
  }

  /** Forgets an ingress, which must no longer be asked. */
  public void remove(FlowTable ingress) {}

  /** Ends connections that timed out, a bounded number at a time; returns how many. */
  public int work() {
    return 0;
  }

  /** When {@link #work} is to be called again, by the clock given. */
  public long nextDeadline() {
    return Long.MAX_VALUE;
  }
}
