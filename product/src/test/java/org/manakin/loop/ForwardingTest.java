package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.loop.Station.settle;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.SendQueue;
import org.manakin.driver.VportConfig;
import org.manakin.observe.Node;
import org.manakin.packet.Packets;

/** Frames go from one driver through two adapters to the other driver, whole and in order. */
class ForwardingTest {
  private Station a = Station.open(1);
  private Station b = Station.open(2);

  @BeforeEach
  void join() {
    Station.join(a, b);
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  static byte[] frame(int bytes) {
    return Packets.udp4().macs(0x020000000001L, 0x020000000002L).payload(bytes - 42).build();
  }

  @Test
  void framesOfEverySizeArriveIntactAndInOrder() {
    List<byte[]> sent = new ArrayList<>();
    for (int bytes = 60; bytes <= 9014; bytes += bytes < 200 ? 1 : 97) {
      sent.add(frame(bytes));
    }
    sent.add(frame(9014));
    for (byte[] f : sent) {
      a.send(f);
      settle(a, b);
    }
    assertThat(b.received).extracting(Station.Received::bytes).containsExactlyElementsOf(sent);
    assertThat(a.completions).hasSize(sent.size()).containsOnly(SendQueue.OKAY);
    assertThat(a.pair(0).send().unexpected()).isZero();
    assertThat(b.pair(0).receive().unexpected()).isZero();
  }

  @Test
  void theDriversTreeShowsWhatItCounted() {
    a.send(frame(100));
    settle(a, b);
    String sender = Node.of(a.device).toText();
    assertThat(sender).contains("posted: 1\n", "posted_bytes: 100\n", "completed_32: 1\n");
    assertThat(sender).contains("mac: 02:00:00:00:00:01");
    assertThat(Node.of(b.device).toText()).contains("frames: 1\n", "frame_bytes: 100\n");
  }

  @Test
  void bothDirectionsAtOnce() {
    byte[] back = Packets.udp4().macs(0x020000000002L, 0x020000000001L).payload(500).build();
    for (int i = 0; i < 30; i++) {
      a.send(frame(100 + i));
      b.send(back);
    }
    settle(a, b);
    assertThat(b.received).hasSize(30);
    assertThat(a.received).hasSize(30).allSatisfy(r -> assertThat(r.bytes()).isEqualTo(back));
  }

  @Test
  void aFrameFromThirtyOnePiecesIsOneFrame() {
    byte[] f = frame(3000);
    for (int first : new int[] {1, 13, 14, 40, 300}) {
      b.received.clear();
      int[] cuts = new int[30];
      for (int i = 0; i < cuts.length; i++) {
        cuts[i] = first + i * 83;
      }
      a.send(0, f, p -> {}, cuts);
      settle(a, b);
      assertThat(b.received).hasSize(1);
      assertThat(b.received.getFirst().bytes()).isEqualTo(f);
    }
  }

  @Test
  void ringsWrapManyTimesWithWqesOfAllSizes() {
    int total = 0;
    for (int round = 0; round < 400; round++) {
      int pieces = 1 + round % 31;
      byte[] f = frame(600 + round);
      int[] cuts = new int[pieces - 1];
      Arrays.setAll(cuts, i -> 10 + i * 17);
      b.received.clear();
      a.send(0, f, p -> {}, cuts);
      settle(a, b);
      assertThat(b.received).as("round %d", round).hasSize(1);
      assertThat(b.received.getFirst().bytes()).isEqualTo(f);
      total++;
    }
    assertThat(a.pair(0).send().completed(SendQueue.OKAY)).isEqualTo(total);
    assertThat(b.pair(0).receive().outstanding()).isEqualTo(64);
  }

  @Test
  void suppressedCompletionsComeWithTheNextOne() {
    for (int i = 0; i < 12; i++) {
      boolean last = i % 4 == 3;
      a.send(
          0,
          frame(100),
          p -> {
            if (!last) {
              p.suppressCompletion();
            }
          });
    }
    settle(a, b);
    assertThat(b.received).hasSize(12);
    assertThat(a.completions).hasSize(12);
    assertThat(a.pair(0).send().completed(SendQueue.OKAY)).isEqualTo(3);
    assertThat(a.pair(0).send().outstanding()).isZero();
  }

  @Test
  void aBufferOfFifteenPiecesIsFilledPieceByPiece() {
    b.close();
    b = Station.closed(Station.ethernet(2), DriverConfig.full());
    Station.join(a, b);
    b.vport().open(VportConfig.pairs(1));
    var memory = b.device.allocate(1 << 16);
    long[] addresses = new long[15];
    int[] lengths = new int[15];
    for (int i = 0; i < 15; i++) {
      addresses[i] = memory.address() + (14 - i) * 2048L;
      lengths[i] = 1 + i * 13;
    }
    assertThat(b.pair(0).receive().post(addresses, lengths, 15, 5)).isTrue();
    b.pair(0).receive().ring();
    b.vport().steer(b.vport().spread(), p -> {});
    byte[] f = frame(1000);
    a.send(f);
    a.adapter.work();
    byte[] got = new byte[1000];
    b.pair(0)
        .receive()
        .poll(
            p -> {
              assertThat(p.length()).isEqualTo(1000);
              assertThat(p.cookie()).isEqualTo(5);
              int at = 0;
              for (int i = 0; i < 15 && at < 1000; i++) {
                int n = Math.min(lengths[i], 1000 - at);
                for (int k = 0; k < n; k++) {
                  got[at++] = memory.segment().get(ValueLayout.JAVA_BYTE, (14 - i) * 2048L + k);
                }
              }
            },
            1);
    assertThat(got).isEqualTo(f);
    b.device.free(memory);
  }
}
