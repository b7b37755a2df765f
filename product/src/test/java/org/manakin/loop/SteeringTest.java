package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.loop.Station.settle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.Steering;
import org.manakin.driver.VportConfig;
import org.manakin.packet.Packets;
import org.manakin.wire.mana.GfStat;
import org.manakin.wire.mana.RssHashType;

/** Which queue a frame comes to, checked against a Toeplitz hash computed bit by bit. */
class SteeringTest {
  private static final long A = 0x020000000001L;
  private static final long B = 0x020000000002L;
  private static final int PAIRS = 8;

  private final Station a = Station.open(1);
  private final Station b =
      Station.open(Station.ethernet(2), DriverConfig.full(), VportConfig.pairs(PAIRS), 2048, 128);
  private final SplittableRandom random = new SplittableRandom(7);
  private final byte[] key = new byte[Steering.KEY_BYTES];

  @BeforeEach
  void joinAndKey() {
    Station.join(a, b);
    random.nextBytes(key);
    steer(b.vport().spread().key(key));
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  private void steer(Steering steering) {
    b.vport().steer(steering, p -> {});
  }

  /** A flow's frame and what its hash must be. */
  private record Flow(byte[] frame, int type, byte[] input) {
    int hash(byte[] toeplitzKey) {
      return toeplitz(toeplitzKey, input);
    }
  }

  static int toeplitz(byte[] toeplitzKey, byte[] input) {
    int hash = 0;
    for (int bit = 0; bit < input.length * 8; bit++) {
      if ((input[bit / 8] >> (7 - bit % 8) & 1) != 0) {
        int window = 0;
        for (int i = 0; i < 32; i++) {
          int k = bit + i;
          window = window << 1 | (toeplitzKey[k / 8] >> (7 - k % 8) & 1);
        }
        hash ^= window;
      }
    }
    return hash;
  }

  private Flow flow(int i) {
    String from =
        i % 4 < 2 ? "10.1.%d.%d".formatted(i / 250, i % 250) : "fd00::%x".formatted(i + 1);
    String to = i % 4 < 2 ? "10.2.0.1" : "fd01::1";
    int port = 1024 + random.nextInt(60_000);
    Packets p =
        switch (i % 4) {
          case 0 -> Packets.tcp4();
          case 1 -> Packets.udp4();
          case 2 -> Packets.tcp6();
          default -> Packets.udp6();
        };
    int[] types = {
      RssHashType.TCP_IPV4, RssHashType.UDP_IPV4, RssHashType.TCP_IPV6, RssHashType.UDP_IPV6
    };
    byte[] frame = p.macs(A, B).addresses(from, to).ports(port, 443).payload(i % 50).build();
    int addresses = i % 4 < 2 ? 26 : 22;
    byte[] input = Arrays.copyOfRange(frame, addresses, addresses + (i % 4 < 2 ? 12 : 36));
    return new Flow(frame, types[i % 4], input);
  }

  private List<Flow> sendFlows(int count) {
    List<Flow> flows = new ArrayList<>();
    b.received.clear();
    for (int i = 0; i < count; i++) {
      Flow f = flow(i);
      flows.add(f);
      a.send(f.frame);
      settle(a, b);
    }
    assertThat(b.received).hasSize(count);
    return flows;
  }

  private int queueOf(long object) {
    for (int q = 0; q < PAIRS; q++) {
      if (b.pair(q).receive().object() == object) {
        return q;
      }
    }
    throw new AssertionError("no queue is object " + object);
  }

  private void assertSpread(List<Flow> flows, byte[] toeplitzKey, long[] table) {
    for (int i = 0; i < flows.size(); i++) {
      Station.Received r = b.received.get(i);
      Flow f = flows.get(i);
      assertThat(r.bytes()).isEqualTo(f.frame);
      assertThat(r.hashType()).isEqualTo(f.type);
      assertThat(r.hash()).isEqualTo(f.hash(toeplitzKey));
      assertThat(r.queue()).isEqualTo(queueOf(table[r.hash() & (table.length - 1)]));
    }
  }

  private long[] table() {
    long[] table = new long[b.vport().info().indirectionEntries()];
    for (int i = 0; i < table.length; i++) {
      table[i] = b.pair(i % PAIRS).receive().object();
    }
    return table;
  }

  @Test
  void flowsSpreadOverAllQueuesAsToeplitzSays() {
    List<Flow> flows = sendFlows(400);
    assertSpread(flows, key, table());
    int[] perQueue = new int[PAIRS];
    b.received.forEach(r -> perQueue[r.queue()]++);
    for (int n : perQueue) {
      assertThat(n).isBetween(20, 90);
    }
  }

  @Test
  void aNewTableTakesEffectAndLeavesTheKeyAlone() {
    long[] table = table();
    for (int i = 0; i < table.length; i++) {
      table[i] = b.pair((i * 5 + 3) % 3).receive().object();
    }
    steer(new Steering().table(table));
    assertSpread(sendFlows(100), key, table);
  }

  @Test
  void aNewKeyTakesEffectAndLeavesTheTableAlone() {
    byte[] other = new byte[Steering.KEY_BYTES];
    random.nextBytes(other);
    steer(new Steering().key(other));
    assertSpread(sendFlows(100), other, table());
  }

  @Test
  void withoutRssEverythingComesToTheDefaultQueue() {
    steer(new Steering().rss(false).defaultObject(b.pair(5).receive().object()));
    sendFlows(40);
    assertThat(b.received).allSatisfy(r -> assertThat(r.queue()).isEqualTo(5));
    steer(new Steering().rss(true));
    assertSpread(sendFlows(40), key, table());
  }

  @Test
  void whatCannotBeHashedComesToTheDefaultQueue() {
    steer(new Steering().defaultObject(b.pair(3).receive().object()));
    byte[] arp = new byte[60];
    Packets.put(arp, 0, B, 6);
    Packets.put(arp, 6, A, 6);
    Packets.put(arp, 12, 0x0806, 2);
    a.send(arp);
    settle(a, b);
    assertThat(b.received).hasSize(1);
    assertThat(b.received.getFirst().queue()).isEqualTo(3);
    assertThat(b.received.getFirst().hashType()).isZero();
  }

  @Test
  void fragmentsAreHashedByAddressesAlone() {
    byte[] frame = Packets.udp4().macs(A, B).fragment(0x2000).payload(64).build();
    a.send(frame);
    settle(a, b);
    Station.Received r = b.received.getFirst();
    assertThat(r.hashType()).isEqualTo(RssHashType.IPV4);
    assertThat(r.hash()).isEqualTo(toeplitz(key, Arrays.copyOfRange(frame, 26, 34)));
  }

  @Test
  void onlyTheHashTypesAskedForAreUsed() {
    steer(new Steering().hashTypes(RssHashType.IPV4 | RssHashType.TCP_IPV6));
    b.received.clear();
    for (int i = 0; i < 4; i++) {
      a.send(flow(i).frame);
      settle(a, b);
    }
    assertThat(b.received)
        .extracting(Station.Received::hashType)
        .containsExactly(RssHashType.IPV4, RssHashType.IPV4, RssHashType.TCP_IPV6, 0);
  }

  @Test
  void nothingIsReceivedWhileReceivingIsOff() {
    steer(new Steering().receive(false));
    a.send(flow(0).frame);
    settle(a, b);
    assertThat(b.received).isEmpty();
    assertThat(b.device.statistics().get(GfStat.RX_ERR_VPORT_DISABLED)).isEqualTo(1);
    steer(new Steering().receive(true));
    assertSpread(sendFlows(20), key, table());
  }
}
