package org.manakin.vswitch.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.vswitch.policy.Bed.ACK;
import static org.manakin.vswitch.policy.Bed.counter;
import static org.manakin.vswitch.policy.Bed.tcp;
import static org.manakin.vswitch.policy.Bed.tcpBack;
import static org.manakin.vswitch.policy.Bed.udp;
import static org.manakin.vswitch.policy.Bed.udpBack;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.manakin.observe.Node;
import org.manakin.packet.Packets;

class BoundsTest {
  private static final Policy CLOSED = Policy.of("closed", List.of());

  private static long count(EndpointPolicy endpoint, ConnectionCounter counter) {
    return endpoint.connections().counters().get(counter);
  }

  private static void establish(Bed bed, int port) {
    assertThat(bed.ab(tcp(port, 80, ACK))).isTrue();
    assertThat(bed.ba(tcpBack(port, 80, ACK))).isTrue();
  }

  @Test
  void aFloodOfNewFlowsLeavesEstablishedOnesAlone() {
    Bed bed = new Bed(CLOSED, Policy.OPEN, new PolicyLimits(16, 64, 1), 0);
    for (int port = 1; port <= 8; port++) {
      establish(bed, port);
    }
    // now it is in the tables as established
    for (int port = 1; port <= 8; port++) {
      assertThat(bed.ab(tcp(port, 80, ACK))).isTrue();
    }
    for (int port = 1000; port < 6000; port++) {
      assertThat(bed.ab(udp(port, 53))).isTrue();
    }
    assertThat(bed.a.connections().tracked()).isEqualTo(16);
    assertThat(count(bed.a, ConnectionCounter.EVICTED)).isEqualTo(5000 - 8);
    long hits = counter(bed.fromA, PolicyCounter.HITS);
    for (int port = 1; port <= 8; port++) {
      assertThat(bed.ba(tcpBack(port, 80, ACK))).isTrue();
      assertThat(bed.ab(tcp(port, 80, ACK))).isTrue();
    }
    assertThat(counter(bed.fromA, PolicyCounter.HITS)).isEqualTo(hits + 8);
    assertThat(counter(bed.fromA, PolicyCounter.EVICTIONS)).isPositive();
    assertThat(bed.ba(udpBack(1000, 53))).isFalse();
    assertThat(bed.ba(udpBack(5999, 53))).isTrue();
  }

  @Test
  void aTableFullOfEstablishedOnesTracksNoMoreAndDeniesNothingThatRulesAllow() {
    Bed bed = new Bed(CLOSED, Policy.OPEN, new PolicyLimits(4, 64, 1), 0);
    for (int port = 1; port <= 4; port++) {
      establish(bed, port);
    }
    assertThat(bed.ab(udp(9, 53))).isTrue();
    assertThat(bed.ab(udp(9, 53))).isTrue();
    assertThat(bed.ba(udpBack(9, 53))).isFalse();
    assertThat(count(bed.a, ConnectionCounter.UNTRACKED)).isEqualTo(2);
    bed.seconds(7441);
    assertThat(bed.ab(udp(9, 53))).isTrue();
    assertThat(bed.ba(udpBack(9, 53))).isTrue();
    assertThat(count(bed.a, ConnectionCounter.TIMED_OUT)).isEqualTo(4);
  }

  @Test
  void tablesGrowUpToTheirLimit() {
    Bed bed = new Bed(CLOSED, Policy.OPEN, new PolicyLimits(5000, 4096, 1), 0);
    for (int port = 1; port <= 3000; port++) {
      establish(bed, port);
    }
    for (int port = 1; port <= 3000; port++) {
      assertThat(bed.ba(tcpBack(port, 80, ACK))).isTrue();
    }
    assertThat(bed.a.connections().tracked()).isEqualTo(3000);
    assertThat(bed.fromA.shown()).hasSize(4096 * FlowCache.ENTRY);
    assertThat(bed.fromB.shown()).hasSize(4096 * FlowCache.ENTRY);
  }

  @Test
  void flowsShowWhatIsAlive() {
    Bed bed = new Bed(CLOSED, Policy.OPEN);
    establish(bed, 1);
    assertThat(bed.ab(tcp(1, 80, ACK).payload(100))).isTrue();
    assertThat(bed.ba(udpBack(1, 53))).isFalse();
    bed.seconds(2);
    List<FlowRecord> flows = bed.engine.flows(10);
    assertThat(flows).hasSize(3);
    assertThat(flows.getFirst())
        .satisfies(flow -> {
          assertThat(flow.ingress()).isEqualTo("from-a");
          assertThat(flow.sender()).isEqualTo("a");
          assertThat(flow.receiver()).isEqualTo("b");
          assertThat(flow.protocol()).isEqualTo(6);
          assertThat(flow.source().getHostAddress()).isEqualTo("10.0.0.1");
          assertThat(flow.sourcePort()).isEqualTo(1);
          assertThat(flow.destination().getHostAddress()).isEqualTo("10.0.0.2");
          assertThat(flow.destinationPort()).isEqualTo(80);
          assertThat(flow.state()).isEqualTo("established");
          assertThat(flow.verdict()).isEqualTo(Action.ALLOW);
          assertThat(flow.outRule()).isEqualTo(Policy.DEFAULT_OUT);
          assertThat(flow.inRule()).isEqualTo(Policy.DEFAULT_IN);
          assertThat(flow.packets()).isEqualTo(2);
          assertThat(flow.bytes()).isEqualTo(54 + 154);
          assertThat(flow.idleNanos()).isBetween(Bed.SECOND, 3 * Bed.SECOND);
        });
    assertThat(flows)
        .filteredOn(flow -> flow.verdict() == Action.DENY)
        .singleElement()
        .satisfies(flow -> {
          assertThat(flow.inRule()).isEqualTo(Policy.DEFAULT_IN);
          assertThat(flow.outRule()).isEmpty();
          assertThat(flow.state()).isEqualTo("untracked");
        });
    assertThat(bed.engine.flows(1)).hasSize(1);
    bed.seconds(7441);
    assertThat(bed.engine.flows(10))
        .singleElement()
        .satisfies(flow -> assertThat(flow.verdict()).isEqualTo(Action.DENY));
    bed.engine.remove(bed.b);
    assertThat(bed.engine.flows(10)).isEmpty();
    assertThat(Node.of(bed.engine).toText()).contains("from-a").doesNotContain("failed");
  }

  /** Both directions on their own threads, rules that change, a view, aging: all at once. */
  @Test
  void threadsDoNotDisturbEachOther() throws InterruptedException {
    Bed bed = new Bed(CLOSED, Policy.OPEN, new PolicyLimits(32, 64, 1), 0);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads =
        List.of(
            Thread.ofPlatform().unstarted(() -> packets(bed, bed.fromA, false)),
            Thread.ofPlatform().unstarted(() -> packets(bed, bed.fromB, true)),
            Thread.ofPlatform().unstarted(() -> control(bed)));
    threads.forEach(thread -> thread.setUncaughtExceptionHandler((t, e) -> failure.set(e)));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(bed.a.connections().tracked()).isBetween(1, 32);
    // what is there is still whole: each can be found, evicted and replaced
    bed.a.apply(CLOSED);
    for (int port = 1; port <= 200; port++) {
      assertThat(bed.ab(udp(port, 99))).isTrue();
      assertThat(bed.ba(udpBack(port, 98))).isFalse();
    }
    bed.seconds(8000);
    int swept = bed.engine.work();
    assertThat(swept).isPositive();
    assertThat(bed.a.connections().tracked()).isZero();
  }

  private static void packets(Bed bed, FlowTable table, boolean back) {
    EndpointPolicy sender = back ? bed.b : bed.a;
    EndpointPolicy receiver = back ? bed.a : bed.b;
    var frames =
        java.util.stream.IntStream.range(1, 60)
            .mapToObj(port -> (back ? tcpBack(port, 80, ACK) : tcp(port, 80, ACK)))
            .map(Packets::build)
            .map(Packets::frame)
            .toList();
    for (int i = 0; i < 20_000; i++) {
      boolean ignored = table.admits(frames.get((i * 7) % frames.size()), sender, receiver);
    }
  }

  private static void control(Bed bed) {
    for (int i = 0; i < 200; i++) {
      bed.a.apply(i % 2 == 0 ? Policy.OPEN : CLOSED);
      bed.now += 100_000_000L;
      int ignored = bed.engine.work() + bed.engine.flows(100).size();
    }
  }
}
