package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.loop.Station.settle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.GfStatistics;
import org.manakin.driver.SendQueue;
import org.manakin.driver.VportConfig;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.Wqe;
import org.manakin.wire.mana.GfStat;
import org.manakin.wire.mana.TxCqeType;

/** Frames that do not get through, what is said of them, and what is counted. */
class LossTest {
  private static final long A = 0x020000000001L;
  private static final long B = 0x020000000002L;

  private final Station a = Station.open(1);
  private final Station b =
      Station.open(Station.ethernet(2), DriverConfig.full(), VportConfig.pairs(1), 1514, 16);

  @BeforeEach
  void join() {
    Station.join(a, b);
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  private static byte[] frame(int payload) {
    return Packets.udp4().macs(A, B).payload(payload).build();
  }

  /** After an error the queue goes on. */
  private void assertAlive() {
    int before = b.received.size();
    a.send(frame(100));
    settle(a, b);
    assertThat(b.received).hasSize(before + 1);
    assertThat(a.completions.getLast()).isEqualTo(SendQueue.OKAY);
  }

  private void assertError(int type, int counter) {
    settle(a, b);
    assertThat(a.completions).containsExactly(type);
    assertThat(a.device.statistics().get(counter)).isEqualTo(1);
    assertThat(b.received).isEmpty();
    assertAlive();
  }

  @Test
  void aFrameLongerThanItsBufferIsCutAndTakesOneBuffer() {
    a.send(frame(2000));
    a.send(frame(500));
    settle(a, b);
    assertThat(b.received).extracting(Station.Received::truncated).containsExactly(true, false);
    assertThat(b.received.get(1).bytes()).isEqualTo(frame(500));
    assertThat(b.pair(0).receive().truncated()).isEqualTo(1);
    assertThat(b.pair(0).receive().outstanding()).isEqualTo(16);
  }

  @Test
  void framesWithoutABufferAreDroppedAndCounted() {
    b.stopReposting();
    for (int i = 0; i < 20; i++) {
      a.send(frame(100 + i));
    }
    settle(a, b);
    assertThat(b.received).hasSize(16);
    assertThat(b.device.statistics().get(GfStat.RX_DISCARDS_NOWQE)).isEqualTo(4);
    assertThat(a.completions).hasSize(20).containsOnly(SendQueue.OKAY);
  }

  @Test
  void aForeignSourceAddress() {
    a.send(Packets.udp4().macs(B, B).payload(10).build());
    assertError(TxCqeType.SA_DROP, GfStat.TX_ERR_SA_ENFORCEMENT);
  }

  @Test
  void aFrameBeyondTheMtu() {
    a.send(frame(9014 - 42 + 1));
    assertError(TxCqeType.MTU_DROP, GfStat.TX_ERR_MTU_VIOLATION);
  }

  @Test
  void twoTags() {
    a.send(0, Packets.udp4().macs(A, B).vlan(5).payload(10).build(), p -> p.tag(6));
    assertError(TxCqeType.VLAN_TAGGING_VIOLATION, GfStat.TX_ERR_VLAN_ENFORCEMENT);
  }

  @Test
  void anOobWithoutMeaning() {
    MemorySegment wqe = MemorySegment.ofArray(new byte[32]);
    Wqe.FLAGS.set(wqe, 0, Wqe.NUM_SGE.place(1) | Wqe.INLINE_OOB_SIZE.place(Wqe.OOB_CODE_8));
    wqe.set(ValueLayout.JAVA_BYTE, 8, (byte) 3);
    assertThat(a.pair(0).send().postRaw(wqe, 0)).isTrue();
    a.pair(0).send().ring();
    assertError(TxCqeType.INVALID_OOB, GfStat.TX_ERR_INVAL_OOB);
  }

  @Test
  void memoryThatIsNotThere() {
    a.send(0, frame(10), p -> p.add(0x10L, 100));
    assertError(TxCqeType.GDMA_ERR, GfStat.TX_ERR_GDMA);
  }

  @Test
  void aKeyThatIsNotTheClients() {
    a.send(0, frame(10), p -> p.clear().add(0x1_0000_0000L, 100, 0x7777));
    assertError(TxCqeType.GDMA_ERR, GfStat.TX_ERR_GDMA);
  }

  @Test
  void somethingTooShortForAHeader() {
    a.send(new byte[13]);
    settle(a, b);
    assertThat(a.completions).containsExactly(TxCqeType.HDR_PROCESSING_ERROR);
    assertAlive();
  }

  @Test
  void theErrorOfAFrameWithoutCompletionIsReported() {
    a.send(0, frame(10), p -> p.suppressCompletion());
    a.send(0, Packets.udp4().macs(B, B).payload(10).build(), p -> p.suppressCompletion());
    a.send(0, frame(10), p -> p.suppressCompletion());
    a.send(frame(11));
    settle(a, b);
    assertThat(a.completions)
        .containsExactly(SendQueue.OKAY, TxCqeType.SA_DROP, SendQueue.OKAY, SendQueue.OKAY);
    assertThat(a.pair(0).send().unexpected()).isZero();
  }

  @Test
  void statisticsCountEachKindOfFrameOnBothSides() {
    long[] targets = {B, B, B, 0x01005e000001L, 0x01005e000001L, 0xffffffffffffL};
    var lengths = new ArrayList<Integer>();
    for (int i = 0; i < targets.length; i++) {
      byte[] f = Packets.udp4().macs(A, targets[i]).payload(100 * i).build();
      lengths.add(f.length);
      a.send(f);
    }
    settle(a, b);
    int unicast = lengths.get(0) + lengths.get(1) + lengths.get(2);
    int multicast = lengths.get(3) + lengths.get(4);
    GfStatistics tx = a.device.statistics();
    assertThat(tx.get(GfStat.TX_UCAST_PKTS)).isEqualTo(3);
    assertThat(tx.get(GfStat.TX_UCAST_BYTES)).isEqualTo(unicast);
    assertThat(tx.get(GfStat.TX_MCAST_PKTS)).isEqualTo(2);
    assertThat(tx.get(GfStat.TX_MCAST_BYTES)).isEqualTo(multicast);
    assertThat(tx.get(GfStat.TX_BCAST_PKTS)).isEqualTo(1);
    assertThat(tx.get(GfStat.TX_BCAST_BYTES)).isEqualTo(lengths.get(5).longValue());
    assertThat(tx.get(GfStat.TX_BYTES)).isEqualTo(unicast + multicast + lengths.get(5));
    GfStatistics rx = b.device.statistics();
    assertThat(rx.get(GfStat.RX_UCAST_PKTS)).isEqualTo(3);
    assertThat(rx.get(GfStat.RX_UCAST_BYTES)).isEqualTo(unicast);
    assertThat(rx.get(GfStat.RX_MCAST_PKTS)).isEqualTo(2);
    assertThat(rx.get(GfStat.RX_MCAST_BYTES)).isEqualTo(multicast);
    assertThat(rx.get(GfStat.RX_BCAST_PKTS)).isEqualTo(1);
    assertThat(rx.get(GfStat.RX_BYTES)).isEqualTo(tx.get(GfStat.TX_BYTES));
    assertThat(b.pair(0).receive().frames()).isEqualTo(6);
    assertThat(b.device.phyStatistics().rxPackets()[0]).isEqualTo(6);
    assertThat(a.device.phyStatistics().txPackets()[0]).isEqualTo(6);
    assertThat(a.device.phyStatistics().txBytes()[0]).isEqualTo(tx.get(GfStat.TX_BYTES));
  }

  @Test
  void segmentsAreCountedAsTheyLeave() {
    Packets template = Packets.tcp4().macs(A, B).payload(3000).superFrame();
    a.send(
        0,
        template.build(),
        p -> p.ipv4().ipChecksum().tcpChecksum(34).segment(1000),
        template.headerBytes());
    settle(a, b);
    assertThat(a.device.statistics().get(GfStat.TX_UCAST_PKTS)).isEqualTo(3);
    assertThat(a.device.statistics().get(GfStat.TX_UCAST_BYTES)).isEqualTo(3 * 1054);
    assertThat(b.device.statistics().get(GfStat.RX_UCAST_PKTS)).isEqualTo(3);
  }
}
