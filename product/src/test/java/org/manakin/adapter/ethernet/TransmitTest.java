package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.adapter.WqWriter;
import org.manakin.adapter.WqWriter.Piece;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.Wqe;
import org.manakin.wire.mana.TxCqe;
import org.manakin.wire.mana.TxCqeType;
import org.manakin.wire.mana.TxOob;

class TransmitTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);
  private final PhaseReader eq = driver.makeEq(4096, 1);
  private final WqObject sq = driver.makeSq(eq, 16384, 16384);

  private static int type(MemorySegment cqe) {
    assertThat(TxCqe.CLIENT_TYPE.of(TxCqe.FLAGS.get(cqe, 0))).isEqualTo(1);
    return TxCqe.CQE_TYPE.of(TxCqe.FLAGS.get(cqe, 0));
  }

  private void allowSending() {
    bed.channel().send(driver.configTx()).ok();
  }

  /** Posts one WQE; its completion's type. */
  private int post(MemorySegment oob, int mss, Piece... pieces) {
    sq.wq().put(WqWriter.wqe(oob, mss, pieces)).ring();
    var completions = sq.cq().takeAll();
    assertThat(completions).hasSize(1);
    return type(completions.getFirst());
  }

  private int post(Piece... pieces) {
    return post(RawDriver.shortOob(sq), 0, pieces);
  }

  private void assertError(int type, int expected, EthernetCounter counter) {
    assertThat(type).isEqualTo(expected);
    assertThat(bed.counter(counter)).isPositive();
    assertThat(bed.wire.frames).isEmpty();
    assertThat(post(driver.piece(Packets.udp4().build()))).as("the next one").isEqualTo(32);
    bed.wire.frames.clear();
  }

  @Test
  void beforeTheVportIsConfiguredItIsDisabled() {
    assertThat(post(driver.piece(Packets.udp4().build()))).isEqualTo(TxCqeType.VPORT_DISABLED);
    assertThat(bed.counter(EthernetCounter.TX_ERR_VPORT_DISABLED)).isEqualTo(1);
  }

  @Test
  void aForeignSourceAddressIsDropped() {
    allowSending();
    byte[] frame = Packets.udp4().macs(0x0200_0000_0099L, 0x0200_0000_0002L).build();
    assertError(
        post(driver.piece(frame)), TxCqeType.SA_DROP, EthernetCounter.TX_ERR_SA_ENFORCEMENT);
  }

  @Test
  void aFrameThatTheHostsRuleRefusesIsDropped() {
    allowSending();
    bed.adapter.port(0).guard(frame -> frame.headers().destinationPort() != 53);
    assertThat(post(driver.piece(Packets.udp4().build()))).isEqualTo(TxCqeType.OKAY);
    bed.wire.frames.clear();
    assertError(
        post(driver.piece(Packets.udp4().ports(1024, 53).build())),
        TxCqeType.SA_DROP,
        EthernetCounter.TX_ERR_SA_ENFORCEMENT);
  }

  @Test
  void aFrameAboveTheMtuIsDropped() {
    allowSending();
    assertThat(post(driver.piece(Packets.udp4().payload(9014 - 42).build()))).isEqualTo(32);
    bed.wire.frames.clear();
    assertError(
        post(driver.piece(Packets.udp4().payload(9015 - 42).build())),
        TxCqeType.MTU_DROP,
        EthernetCounter.TX_ERR_MTU_VIOLATION);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 13})
  void aFrameWithoutAWholeEthernetHeaderIsAnError(int bytes) {
    allowSending();
    assertError(
        post(driver.piece(new byte[bytes])),
        TxCqeType.HDR_PROCESSING_ERROR,
        EthernetCounter.TX_ERR_HEADER);
    assertError(post(), TxCqeType.HDR_PROCESSING_ERROR, EthernetCounter.TX_ERR_HEADER);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 64",
    "0x900000, 64",
    "0x8ffff0, 64",
    "-16, 64",
    "-1, 0xffffffff",
    "0x7fffffffffffffff, 1",
    "0x100000, 0xffffffff",
    "0x100000, 0x100001",
    "0x400000000000, 64"
  })
  void piecesOutsideOfGuestMemoryAreAnError(String address, long bytes) {
    allowSending();
    assertError(
        post(new Piece(Long.decode(address), bytes, driver.key())),
        TxCqeType.GDMA_ERR,
        EthernetCounter.TX_ERR_GDMA);
  }

  @Test
  void aForeignKeyIsAnError() {
    allowSending();
    Piece mine = driver.piece(Packets.udp4().build());
    assertError(
        post(new Piece(mine.address(), mine.bytes(), driver.key() + 1)),
        TxCqeType.GDMA_ERR,
        EthernetCounter.TX_ERR_GDMA);
  }

  @Test
  void zeroLengthPiecesAreNothing() {
    allowSending();
    byte[] frame = Packets.udp4().build();
    Piece piece = driver.piece(frame);
    Piece nothing = new Piece(piece.address(), 0, driver.key());
    assertThat(post(nothing, piece, nothing)).isEqualTo(TxCqeType.OKAY);
    assertThat(bed.wire.frames.getFirst()).isEqualTo(frame);
  }

  @Test
  void oobsThatMakeNoSenseAreAnError() {
    allowSending();
    Piece piece = driver.piece(Packets.udp4().build());
    UnaryOperator<MemorySegment> wrongCq =
        oob -> {
          TxOob.SHORT0.set(oob, 0, TxOob.VCQ_NUM.place(sq.cq().id() + 1));
          return oob;
        };
    assertError(
        post(wrongCq.apply(RawDriver.shortOob(sq)), 0, piece),
        TxCqeType.INVALID_OOB,
        EthernetCounter.TX_ERR_INVALID_OOB);
    for (int format = 1; format < 4; format++) {
      MemorySegment oob = RawDriver.shortOob(sq, TxOob.PKT_FMT.place(format));
      assertError(post(oob, 0, piece), TxCqeType.INVALID_OOB, EthernetCounter.TX_ERR_INVALID_OOB);
    }
    MemorySegment offset = RawDriver.shortOob(sq);
    TxOob.SHORT1.set(offset, 0, TxOob.SHORT_VP_OFFSET.place(1));
    assertError(
        post(offset, 0, piece),
        TxCqeType.VPORT_IDX_OUT_OF_RANGE,
        EthernetCounter.TX_ERR_VPORT_OFFSET);
  }

  @Test
  void aLargeSendThatIsNoTcpIsAnError() {
    allowSending();
    Piece udp = driver.piece(Packets.udp4().payload(3000).build());
    assertError(
        post(RawDriver.shortOob(sq), 1000, udp),
        TxCqeType.HDR_PROCESSING_ERROR,
        EthernetCounter.TX_ERR_HEADER);
  }

  private int large(int mss, Piece piece) {
    MemorySegment wqe = WqWriter.wqe(RawDriver.shortOob(sq), 1, piece);
    Wqe.FLAGS.set(
        wqe,
        0,
        (Wqe.FLAGS.get(wqe, 0) & ~Wqe.CLIENT_DATA_UNIT.place(-1))
            | Wqe.CLIENT_DATA_UNIT.place(mss));
    sq.wq().put(wqe).ring();
    return type(sq.cq().take());
  }

  @Test
  void segmentSizesThatMakeNoSenseAreAnError() {
    allowSending();
    Piece piece = driver.piece(Packets.tcp4().payload(60_000).superFrame().build());
    assertError(large(0, piece), TxCqeType.HDR_PROCESSING_ERROR, EthernetCounter.TX_ERR_HEADER);
    assertError(large(1, piece), TxCqeType.HDR_PROCESSING_ERROR, EthernetCounter.TX_ERR_HEADER);
    assertError(large(9000, piece), TxCqeType.MTU_DROP, EthernetCounter.TX_ERR_MTU_VIOLATION);
    assertThat(large(1460, piece)).isEqualTo(TxCqeType.OKAY);
    assertThat(bed.wire.frames).hasSize(42);
  }

  /**
   * Guest memory that changes its place at every page. The longest WQE has 31 pieces; over one seam
   * each they fit a frame, over two seams each they do not.
   */
  @ParameterizedTest
  @CsvSource({"31, 128, 32", "31, 4224, 42", "16, 4224, 34"})
  void piecesOverSeamsOfMemoryAreOneFrame(int count, int bytes, int expected) {
    allowSending();
    long bus = 0x4000_0000L;
    int pages = 3 * count;
    long ram = bed.allocate((long) pages * AdapterBed.PAGE);
    for (int i = 0; i < pages; i++) {
      long place = AdapterBed.place(ram) + (long) (pages - 1 - i) * AdapterBed.PAGE;
      bed.memory.map(bus + (long) i * AdapterBed.PAGE, AdapterBed.PAGE, place, true);
    }
    int start = AdapterBed.PAGE - 64;
    bed.put(ram + (long) (pages - 1) * AdapterBed.PAGE + start, Packets.udp4().build());
    Piece[] pieces = new Piece[count];
    for (int i = 0; i < count; i++) {
      pieces[i] = new Piece(bus + 3L * i * AdapterBed.PAGE + start, bytes, driver.key());
    }
    assertThat(post(pieces)).isEqualTo(expected);
    assertThat(bed.wire.frames).hasSize(expected == TxCqeType.OKAY ? 1 : 0);
  }

  @Test
  void memoryThatIsUnmappedDuringTrafficIsAnErrorFromThenOn() {
    allowSending();
    Piece piece = driver.piece(Packets.udp4().build());
    assertThat(post(piece)).isEqualTo(TxCqeType.OKAY);
    bed.wire.frames.clear();
    bed.memory.unmap(piece.address(), AdapterBed.PAGE);
    bed.adapter.settle();
    assertError(post(piece), TxCqeType.GDMA_ERR, EthernetCounter.TX_ERR_GDMA);
  }
}
