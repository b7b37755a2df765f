package org.manakin.adapter.gdma;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.adapter.WqWriter;
import org.manakin.adapter.WqWriter.Piece;
import org.manakin.adapter.ethernet.EthernetCounter;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.Wqe;
import org.manakin.wire.mana.TxCqe;
import org.manakin.wire.mana.TxCqeType;

class WorkQueueTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);
  private final PhaseReader eq = driver.makeEq(4096, 1);

  private WqObject sender(int ringBytes) {
    WqObject sq = driver.makeSq(eq, ringBytes, 4096);
    bed.channel().send(driver.configTx()).ok();
    return sq;
  }

  private static MemorySegment wqe(WqObject sq, Piece... pieces) {
    return WqWriter.wqe(RawDriver.shortOob(sq), 0, pieces);
  }

  private static int type(MemorySegment cqe) {
    return TxCqe.CQE_TYPE.of(TxCqe.FLAGS.get(cqe, 0));
  }

  private static int[] types(WqObject sq) {
    return sq.cq().takeAll().stream().mapToInt(WorkQueueTest::type).toArray();
  }

  /** WQEs of three units in rings that are no multiple of it cross the end again and again. */
  @ParameterizedTest
  @ValueSource(ints = {4096, 8192, 4064, 160})
  void wqesCrossTheEndOfTheRing(int ringBytes) {
    WqObject sq = sender(ringBytes);
    byte[] frame = Packets.udp4().payload(200).build();
    Piece whole = driver.piece(frame);
    Piece[] pieces = new Piece[5];
    for (int i = 0; i < 5; i++) {
      int from = i * 50;
      int bytes = i < 4 ? 50 : frame.length - 200;
      pieces[i] = new Piece(whole.address() + from, bytes, driver.key());
    }
    for (int i = 0; i < 300; i++) {
      sq.wq().put(wqe(sq, pieces)).ring();
      assertThat(types(sq)).containsExactly(TxCqeType.OKAY);
      sq.cq().report();
      assertThat(bed.wire.frames.getLast()).isEqualTo(frame);
    }
    assertThat(bed.wire.frames).hasSize(300);
  }

  @Test
  void scatteredPagesAreReadInTheirOrder() {
    long[] pages = driver.pages(8192);
    WqObject sq =
        driver.make(
            QueueType.SQ, eq, new long[] {pages[1], pages[0]}, 8192, driver.pages(4096), 4096);
    bed.channel().send(driver.configTx()).ok();
    byte[] frame = Packets.udp4().build();
    Piece piece = driver.piece(frame);
    for (int i = 0; i < 600; i++) {
      sq.wq().put(wqe(sq, piece)).ring();
      assertThat(types(sq)).containsExactly(TxCqeType.OKAY);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-32, 4096 + 32, 16, 1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aDoorbellBackwardsPastTheRingOrInsideAUnitIsIgnored(int tail) {
    WqObject sq = sender(4096);
    sq.wq().ring(tail);
    assertThat(bed.incidents(Incident.DOORBELL_PAST_RING)).isEqualTo(1);
    assertThat(sq.cq().poll()).isNull();
    driver.send(sq, Packets.udp4().build());
    assertThat(types(sq)).containsExactly(TxCqeType.OKAY);
  }

  @Test
  void theSameDoorbellTwiceIsNothingNew() {
    WqObject sq = sender(4096);
    driver.send(sq, Packets.udp4().build());
    sq.wq().ring();
    assertThat(types(sq)).containsExactly(TxCqeType.OKAY);
    assertThat(bed.incidents(Incident.DOORBELL_PAST_RING)).isZero();
  }

  /** Nobody can tell where the next WQE would start; the driver is told by an error. */
  @Test
  void aCorruptWqeCompletesWithAnErrorAndStopsTheQueueAlone() {
    WqObject sq = sender(4096);
    WqObject other = driver.makeSq(eq, 4096, 4096);
    MemorySegment corrupt = wqe(sq, driver.piece(Packets.udp4().build()));
    Wqe.FLAGS.set(corrupt, 0, Wqe.NUM_SGE.place(255) | Wqe.INLINE_OOB_SIZE.place(2));
    sq.wq().put(corrupt).ring();
    assertThat(types(sq)).containsExactly(TxCqeType.GDMA_ERR);
    assertThat(bed.incidents(Incident.WQE_CORRUPT)).isEqualTo(1);
    assertThat(bed.counter(EthernetCounter.TX_ERR_GDMA)).isEqualTo(1);

    driver.send(sq, Packets.udp4().build());
    assertThat(types(sq)).isEmpty();
    driver.send(other, Packets.udp4().build());
    assertThat(types(other)).containsExactly(TxCqeType.OKAY);
  }

  @Test
  void aWqeLongerThanWhatWasPostedIsCorrupt() {
    WqObject sq = sender(4096);
    Piece piece = driver.piece(Packets.udp4().build());
    sq.wq().put(wqe(sq, piece, piece, piece));
    sq.wq().ring(32);
    assertThat(types(sq)).containsExactly(TxCqeType.GDMA_ERR);
  }

  @Test
  void anUnmappedRingIsCountedAndGoesOnWhenItIsBack() {
    long[] page = driver.pages(4096);
    WqObject sq = driver.make(QueueType.SQ, eq, page, 4096, driver.pages(4096), 4096);
    bed.channel().send(driver.configTx()).ok();
    bed.memory.unmap(page[0], 4096);
    driver.send(sq, Packets.udp4().build());
    assertThat(bed.incidents(Incident.RING_NOT_MAPPED)).isPositive();
    assertThat(types(sq)).isEmpty();
    bed.memory.map(page[0], 4096, AdapterBed.place(page[0]), true);
    driver.send(sq, Packets.udp4().build());
    assertThat(types(sq)).containsExactly(TxCqeType.OKAY, TxCqeType.OKAY);
  }
}
