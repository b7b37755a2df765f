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
import org.manakin.wire.mana.RssHashType;
import org.manakin.wire.mana.RxCqe;
import org.manakin.wire.mana.RxCqeType;

class ReceiveQueueTest {
  private static final int RING = 4096;
  private static final int ENTRIES = 64;
  private static final int ID = 33;
  private static final int KEY = 5;

  private final RecordingBacking device = new RecordingBacking();
  private final MemorySegment ring = device.allocate(RING).segment();
  private final DmaBuffer cqMemory = device.allocate(ENTRIES * 64L);
  private final DoorbellPage doorbells = new DoorbellPage(device, 0x1000);
  private final ReceiveQueue queue =
      new ReceiveQueue(
          ID,
          1,
          new WorkQueue(ring, RING),
          new Cq(9, cqMemory, ENTRIES, doorbells),
          doorbells,
          KEY);
  private final CqeWriter completions = new CqeWriter(cqMemory.segment(), ENTRIES, ID);
  private final List<String> got = new ArrayList<>();

  private void post(int buffers) {
    for (int i = 0; i < buffers; i++) {
      assertThat(queue.post(0x4000L + i * 2048L, 2048, i)).isTrue();
    }
  }

  private void poll() {
    queue.poll(
        p -> got.add(p.cookie() + ":" + p.length() + (p.truncated() ? " cut" : "")),
        Integer.MAX_VALUE);
  }

  @Test
  void aBufferOfOnePieceTakesOneUnit() {
    post(2);
    queue.ring();
    assertThat(Wqe.NUM_SGE.of(Wqe.FLAGS.get(ring, 32))).isEqualTo(1);
    assertThat(Sge.ADDRESS.get(ring, 48)).isEqualTo(0x4800);
    assertThat(Sge.MEM_KEY.get(ring, 48)).isEqualTo(KEY);
    assertThat(Sge.BUFFER_SIZE.get(ring, 48)).isEqualTo(2048);
    assertThat(device.stores)
        .containsExactly(
            new RecordingBacking.Store(
                0x1000 + Doorbell.RQ_OFFSET,
                Doorbell.WQ_ID.placeLong(ID) | Doorbell.WQ_TAIL_PTR.placeLong(64)));
  }

  @Test
  void fifteenPiecesAreTheMost() {
    long[] addresses = new long[16];
    int[] lengths = new int[16];
    assertThat(queue.post(addresses, lengths, 15, 0)).isTrue();
    assertThat(queue.outstanding()).isEqualTo(1);
    assertThatThrownBy(() -> queue.post(addresses, lengths, 16, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 is not 1 to 15 pieces");
    for (int i = 1; i < RING / 256; i++) {
      assertThat(queue.post(addresses, lengths, 15, 0)).isTrue();
    }
    assertThat(queue.post(addresses, lengths, 15, 0)).as("ring is full").isFalse();
  }

  @Test
  void framesTakeBuffersInOrderWhateverTheFormOfTheCompletion() {
    post(14);
    completions.received(RxCqeType.OKAY, 0, 60);
    completions.received(RxCqeType.COALESCED_4, 0, 61, 62, 63);
    completions.receivedPairs(RxCqeType.COALESCED_8, 64, 65, 66, 67, 68, 69, 70, 71);
    completions.received(RxCqeType.TRUNCATED, 0, 9000);
    completions.received(RxCqeType.OBJECT_FENCE, 0);
    completions.received(RxCqeType.OKAY, 0, 1514);
    poll();
    assertThat(got)
        .containsExactly(
            "0:60",
            "1:61",
            "2:62",
            "3:63",
            "4:64",
            "5:65",
            "6:66",
            "7:67",
            "8:68",
            "9:69",
            "10:70",
            "11:71",
            "12:9000 cut",
            "13:1514");
    assertThat(queue.fences()).isEqualTo(1);
    assertThat(queue.truncated()).isEqualTo(1);
    assertThat(queue.coalesced()).isEqualTo(2);
    assertThat(queue.frames()).isEqualTo(13);
    assertThat(queue.outstanding()).isZero();
    assertThat(queue.unexpected()).isZero();
  }

  @Test
  void everyCoalescedFrameHasItsOwnHash() {
    post(8);
    completions.receivedPairs(RxCqeType.COALESCED_8, 60, 60, 60, 60, 60, 60, 60, 60);
    List<Integer> hashes = new ArrayList<>();
    queue.poll(p -> hashes.add(p.hash()), 1);
    assertThat(hashes)
        .hasSize(8)
        .allSatisfy(h -> assertThat(h).isEqualTo(CqeWriter.hash(hashes.indexOf(h))));
  }

  @Test
  void offloadResultsAreShown() {
    post(1);
    completions.received(
        RxCqeType.OKAY,
        RxCqe.RX_VLANTAG_PRESENT.place(1)
            | RxCqe.RX_VLAN_ID.place(0x123)
            | RxCqe.RX_HASHTYPE.place(RssHashType.TCP_IPV4)
            | RxCqe.RX_IPHDR_CSUM_SUCCEED.place(1)
            | RxCqe.RX_TCP_CSUM_FAIL.place(1),
        100);
    queue.poll(
        p -> {
          assertThat(p.tagStripped()).isTrue();
          assertThat(p.vlanId()).isEqualTo(0x123);
          assertThat(p.hashType()).isEqualTo(RssHashType.TCP_IPV4);
          assertThat(p.hash()).isEqualTo(CqeWriter.hash(0));
          assertThat(p.ipChecksumGood()).isTrue();
          assertThat(p.ipChecksumBad()).isFalse();
          assertThat(p.transportChecksumGood()).isFalse();
          assertThat(p.transportChecksumBad()).isTrue();
          got.add("seen");
        },
        1);
    assertThat(got).containsExactly("seen");
  }

  @Test
  void aLengthBeyondTheBufferIsNotBelieved() {
    post(2);
    completions.received(RxCqeType.OKAY, 0, 2049);
    completions.received(RxCqeType.OKAY, 0, 0);
    poll();
    assertThat(got).containsExactly("0:2049 cut", "1:0 cut");
    assertThat(queue.unexpected()).isEqualTo(2);
    assertThat(queue.frames()).isZero();
  }
}
