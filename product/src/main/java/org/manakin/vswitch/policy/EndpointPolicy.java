package org.manakin.vswitch.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.manakin.observe.Clock;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;

/**
 * The layers of one endpoint: its rules, the connections that they allowed, its egress meter. Made
 * by {@link PolicyEngine#addEndpoint}. Any thread.
 */
public final class EndpointPolicy implements Inspectable {
  private final String name;
  private final int number;
  private final Clock clock;
  private final AtomicInteger generations;
  private final Connections connections;
  private volatile RuleTable rules;
  private volatile @Nullable TokenBucket meter;

  /**
   * @param number unlike that of any other endpoint of the engine, and not 0
   * @param generations where the engine's tables of rules get their numbers
   */
  EndpointPolicy(
      String name,
      int number,
      Policy policy,
      long egressBitsPerSecond,
      Clock clock,
      AtomicInteger generations,
      Connections connections) {
    this.name = name;
    this.number = number;
    this.clock = clock;
    this.generations = generations;
    this.connections = connections;
    this.rules = new RuleTable(policy, generations.incrementAndGet());
    this.meter = meter(egressBitsPerSecond);
  }

  private @Nullable TokenBucket meter(long bitsPerSecond) {
    return bitsPerSecond == 0 ? null : new TokenBucket(clock.nanos(), bitsPerSecond);
  }

  /** A rule and how often it decided. */
  public record RuleHits(String rule, long hits) {}

  public String name() {
    return name;
  }

  /** In force now. */
  public Policy policy() {
    return rules.policy();
  }

  /**
   * Puts {@code next} into force: from its next packet on each flow is decided anew. A connection
   * that {@code next} would not let begin is over, in both directions; the others go on. Hits count
   * from 0.
   */
  public void apply(Policy next) {
    rules = new RuleTable(next, generations.incrementAndGet());
  }

  /**
   * Sets what the endpoint may send in bits per second, Ethernet headers included; 0: unmetered.
   *
   * @throws IllegalArgumentException if it is negative or beyond any adapter
   */
  public void setEgress(long bitsPerSecond) {
    meter = meter(bitsPerSecond);
  }

  /**
   * Each rule, in the order in which they are tried, IN before OUT, each with its default at the
   * end. A rule that allows counts the packets that walked the rules, which are the first ones of
   * flows; one that denies counts every packet.
   */
  public List<RuleHits> hits() {
    RuleTable table = rules;
    List<RuleHits> list = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      list.add(new RuleHits(table.name(i), table.hits(i)));
    }
    return list;
  }

  int number() {
    return number;
  }

  RuleTable rules() {
    return rules;
  }

  Connections connections() {
    return connections;
  }

  @Nullable TokenBucket meter() {
    return meter;
  }

  @Override
  public void inspect(Node node) {
    TokenBucket bucket = meter;
    node.value("policy", policy().name())
        .value("egress_bits_per_second", bucket == null ? 0 : bucket.bitsPerSecond())
        .value("connections", connections.tracked())
        .child("connections_total", connections.counters());
    for (RuleHits hit : hits()) {
      node.item("rules").value("name", hit.rule()).value("hits", hit.hits());
    }
  }
}
