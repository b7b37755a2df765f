package org.manakin.vswitch.policy;

/**
 * The layers of one endpoint: its rules, the connections that they allowed, its egress meter. Made
 * by {@link PolicyEngine#addEndpoint}. Any thread.
 */
public final class EndpointPolicy {
  private final String name;
  private volatile Policy policy;

  EndpointPolicy(String name, Policy policy) {
    this.name = name;
    this.policy = policy;
  }

  public String name() {
    return name;
  }

  public Policy policy() {
    return policy;
  }

  /**
   * Puts {@code next} into force: from its next packet on a flow is decided anew. A connection that
   * {@code next} does not allow to begin ends with its next packet, in both directions; the others
   * go on.
   */
  public void apply(Policy next) {
    policy = next;
  }
}
