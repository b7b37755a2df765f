package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.loop.Station.settle;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.driver.Steering;
import org.manakin.packet.Packets;

/** Several frames share a completion where the driver allows it and they agree. */
class CoalescingTest {
  private static final long A = 0x020000000001L;
  private static final long B = 0x020000000002L;

  private final Station a = Station.open(1);
  private final Station b = Station.open(2);

  @BeforeEach
  void join() {
    Station.join(a, b);
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  private void coalesce(int most) {
    b.vport().steer(new Steering().coalesce(most >= 4, most == 8), p -> {});
  }

  private List<byte[]> burst(int frames) {
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      byte[] f = Packets.udp4().macs(A, B).payload(20 + i).build();
      sent.add(f);
      a.send(f);
    }
    settle(a, b);
    return sent;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void aBurstOfLikeFramesFillsCompletions(int most) {
    coalesce(most);
    assertThat(b.vport().coalescingNanos()).isPositive();
    List<byte[]> sent = burst(2 * most + 3);
    assertThat(b.received).extracting(Station.Received::bytes).containsExactlyElementsOf(sent);
    assertThat(b.received.subList(0, 2 * most))
        .allSatisfy(r -> assertThat(r.coalesced()).isEqualTo(most));
    assertThat(b.received.subList(2 * most, 2 * most + 3))
        .allSatisfy(r -> assertThat(r.coalesced()).isEqualTo(3));
    assertThat(b.pair(0).receive().unexpected()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void aSingleFrameDoesNotWaitForCompany(int most) {
    coalesce(most);
    burst(1);
    assertThat(b.received).hasSize(1);
    assertThat(b.received.getFirst().coalesced()).isEqualTo(1);
  }

  @Test
  void framesThatDifferInTagOrVerdictDoNotShare() {
    coalesce(8);
    byte[] plain = Packets.udp4().macs(A, B).payload(50).build();
    byte[] bad = plain.clone();
    bad[60] ^= 1;
    a.send(plain);
    a.send(0, plain, p -> p.tag(5));
    a.send(0, plain, p -> p.tag(5));
    a.send(bad);
    settle(a, b);
    assertThat(b.received).extracting(Station.Received::vlanId).containsExactly(0, 5, 5, 0);
    assertThat(b.received).extracting(Station.Received::coalesced).containsExactly(1, 2, 2, 1);
    assertThat(b.received)
        .extracting(Station.Received::transportGood)
        .containsExactly(true, true, true, false);
  }

  @Test
  void withoutCoalescingEveryFrameHasItsOwn() {
    coalesce(8);
    coalesce(1);
    burst(20);
    assertThat(b.received).hasSize(20).allSatisfy(r -> assertThat(r.coalesced()).isEqualTo(1));
    assertThat(b.pair(0).receive().coalesced()).isZero();
  }
}
