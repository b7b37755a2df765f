package org.manakin.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.wire.gdma.Doorbell;
import org.manakin.wire.gdma.Sge;
import org.manakin.wire.gdma.Wqe;
import org.manakin.wire.mana.TxCqeType;
import org.manakin.wire.mana.TxOob;

class SendQueueTest {
  private static final int RING = 4096;
  private static final int ENTRIES = 128;
  private static final int ID = 0x1405;
  private static final int KEY = 0x77;

  private final RecordingBacking device = new RecordingBacking();
  private final MemorySegment ring = device.allocate(RING).segment();
  private final DmaBuffer cqMemory = device.allocate(ENTRIES * 64L);
  private final DoorbellPage doorbells = new DoorbellPage(device, 0x1000);
  private final Cq cq = new Cq(9, cqMemory, ENTRIES, doorbells);
  private final SendQueue queue =
      new SendQueue(ID, 1, new WorkQueue(ring, RING), cq, doorbells, KEY, 0);
  private final CqeWriter completions = new CqeWriter(cqMemory.segment(), ENTRIES, ID);
  private final List<String> done = new ArrayList<>();
  private final TxPacket packet = new TxPacket();

  private void poll() {
    queue.poll((cookie, type) -> done.add(cookie + ":" + type), Integer.MAX_VALUE);
  }

  @Test
  void shortFormatCarriesIdsAndOffloads() {
    packet.clear().ipv4().ipChecksum().tcpChecksum(34).add(0x123456789000L, 60);
    assertThat(queue.post(packet, 1)).isTrue();
    queue.ring();

    int flags = Wqe.FLAGS.get(ring, 0);
    assertThat(Wqe.NUM_SGE.of(flags)).isEqualTo(1);
    assertThat(Wqe.INLINE_OOB_SIZE.of(flags)).isEqualTo(Wqe.OOB_CODE_8);
    assertThat(Wqe.CLIENT_OOB_IN_SGL.in(flags)).isFalse();
    int word0 = TxOob.SHORT0.get(ring, 8);
    assertThat(TxOob.PKT_FMT.of(word0)).isEqualTo(TxOob.FORMAT_SHORT);
    assertThat(TxOob.IS_OUTER_IPV4.in(word0)).isTrue();
    assertThat(TxOob.COMP_IPHDR_CSUM.in(word0)).isTrue();
    assertThat(TxOob.COMP_TCP_CSUM.in(word0)).isTrue();
    assertThat(TxOob.COMP_UDP_CSUM.in(word0)).isFalse();
    assertThat(TxOob.VCQ_NUM.of(word0)).isEqualTo(9);
    int word1 = TxOob.SHORT1.get(ring, 8);
    assertThat(TxOob.TRANS_OFF.of(word1)).isEqualTo(34);
    assertThat(TxOob.VSQ_FRAME.of(word1)).isEqualTo(ID >> 10);
    assertThat(Sge.ADDRESS.get(ring, 16)).isEqualTo(0x123456789000L);
    assertThat(Sge.MEM_KEY.get(ring, 16)).isEqualTo(KEY);
    assertThat(Sge.BUFFER_SIZE.get(ring, 16)).isEqualTo(60);
    assertThat(device.stores)
        .containsExactly(
            new RecordingBacking.Store(
                0x1000 + Doorbell.SQ_OFFSET,
                Doorbell.WQ_ID.placeLong(ID) | Doorbell.WQ_TAIL_PTR.placeLong(32)));
  }

  @Test
  void tagAndSegmentationUseTheirFields() {
    packet.clear().ipv6().tcpChecksum(54).segment(1440).tag(0x7064).add(4096, 74).add(8192, 5000);
    assertThat(queue.post(packet, 1)).isTrue();

    int flags = Wqe.FLAGS.get(ring, 0);
    assertThat(Wqe.INLINE_OOB_SIZE.of(flags)).isEqualTo(Wqe.OOB_CODE_24);
    assertThat(Wqe.CLIENT_OOB_IN_SGL.in(flags)).isTrue();
    assertThat(Wqe.CLIENT_DATA_UNIT.of(flags)).isEqualTo(1440);
    assertThat(Wqe.LAST_VBYTES.of(Wqe.VBYTES.get(ring, 0))).isEqualTo(74);
    int tag = TxOob.LONG0.get(ring, 8);
    assertThat(TxOob.INJECT_VLAN_PRI_TAG.in(tag)).isTrue();
    assertThat(TxOob.PCP.of(tag)).isEqualTo(3);
    assertThat(TxOob.DEI.of(tag)).isEqualTo(1);
    assertThat(TxOob.VLAN_ID.of(tag)).isEqualTo(0x64);
    assertThat(Sge.BUFFER_SIZE.get(ring, 48)).isEqualTo(5000);
  }

  @Test
  void scatterListContinuesAtTheStartOfTheRing() {
    packet.clear().add(4096, 64);
    for (int i = 0; i < RING / 32 - 2; i++) {
      assertThat(queue.post(packet, i)).isTrue();
      completions.sent(TxCqeType.OKAY, i * 32);
    }
    poll();
    packet.clear();
    for (int i = 0; i < TxPacket.MAX_SGES; i++) {
      packet.add(0x10000L + i, 100 + i);
    }
    assertThat(queue.post(packet, 99)).isTrue();
    // Of 64 bytes before the end, 16 are header and OOB: three SGEs, then SGE 3 at the start.
    assertThat(Sge.ADDRESS.get(ring, RING - 16)).isEqualTo(0x10002L);
    assertThat(Sge.ADDRESS.get(ring, 0)).isEqualTo(0x10003L);
    assertThat(Sge.BUFFER_SIZE.get(ring, 16 * 27)).isEqualTo(130);
    assertThat(queue.free()).isEqualTo(RING - 512);
  }

  @Test
  void completionsFreeTheRingInPostingOrderAndCountTheirType() {
    packet.clear().add(4096, 64);
    for (int i = 0; i < RING / 32; i++) {
      assertThat(queue.post(packet, i)).isTrue();
    }
    assertThat(queue.post(packet, 1000)).as("ring is full").isFalse();
    completions.sent(TxCqeType.OKAY, 0);
    completions.sent(TxCqeType.MTU_DROP, 32);
    poll();
    assertThat(done).containsExactly("0:32", "1:34");
    assertThat(queue.completed(TxCqeType.MTU_DROP)).isEqualTo(1);
    assertThat(queue.errors()).isEqualTo(1);
    assertThat(queue.free()).isEqualTo(64);
  }

  @Test
  void aLaterCompletionTakesTheSuppressedOnesAlong() {
    for (int i = 0; i < 4; i++) {
      packet.clear().add(4096, 64);
      if (i < 3) {
        packet.suppressCompletion();
      }
      assertThat(queue.post(packet, i)).isTrue();
    }
    completions.sent(TxCqeType.OKAY, 96);
    poll();
    assertThat(done).containsExactly("0:32", "1:32", "2:32", "3:32");
    assertThat(queue.outstanding()).isZero();
  }

  @Test
  void theErrorOfASuppressedFrameIsItsOwn() {
    for (int i = 0; i < 3; i++) {
      packet.clear().add(4096, 64);
      if (i < 2) {
        packet.suppressCompletion();
      }
      assertThat(queue.post(packet, i)).isTrue();
    }
    completions.sent(TxCqeType.SA_DROP, 32);
    completions.sent(TxCqeType.OKAY, 64);
    poll();
    assertThat(done).containsExactly("0:32", "1:33", "2:32");
  }

  @Test
  void aCompletionWithoutFrameIsCountedAndHarmless() {
    completions.sent(TxCqeType.OKAY, 0);
    poll();
    assertThat(done).isEmpty();
    assertThat(queue.unexpected()).isEqualTo(1);
    assertThat(queue.free()).isEqualTo(RING);
  }

  @Test
  void tooManySgesForTheLongFormatAreRefused() {
    packet.clear().longFormat();
    for (int i = 0; i < TxPacket.MAX_SGES; i++) {
      packet.add(4096, 64);
    }
    assertThatThrownBy(() -> queue.post(packet, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("31 SGEs");
    assertThat(queue.outstanding()).isZero();
  }

  @Test
  void consumptionIsReportedWithinEightPassesEvenWithoutArming() {
    packet.clear().add(4096, 64);
    for (int i = 0; i < 4 * ENTRIES; i++) {
      assertThat(queue.post(packet, i)).isTrue();
      completions.sent(TxCqeType.OKAY, i * 32);
      poll();
    }
    assertThat(device.stores)
        .containsExactly(
            new RecordingBacking.Store(
                0x1000 + Doorbell.CQ_OFFSET,
                Doorbell.CQ_ID.placeLong(9) | Doorbell.CQ_TAIL_PTR.placeLong(5 * ENTRIES)));
  }
}
