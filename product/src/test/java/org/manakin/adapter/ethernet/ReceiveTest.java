package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.adapter.WqWriter;
import org.manakin.adapter.WqWriter.Piece;
import org.manakin.adapter.gdma.Incident;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.mana.ConfigVportRxRequest;
import org.manakin.wire.mana.RxCqe;
import org.manakin.wire.mana.RxCqeType;
import org.manakin.wire.mana.RxPpi;

class ReceiveTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);
  private final PhaseReader eq = driver.makeEq(4096, 1);
  private final WqObject rq = driver.makeRq(eq, 8192, 16384);

  private void receiving() {
    bed.channel().send(driver.receiveInto(rq)).ok();
  }

  private static int type(MemorySegment cqe) {
    return RxCqe.CQE_TYPE.of(RxCqe.TYPE_INFO.get(cqe, 0));
  }

  private static int length(MemorySegment cqe, int packet) {
    return RxPpi.PKT_LEN.get(cqe, RxCqe.PPI.offset() + (long) packet * RxPpi.SIZE);
  }

  @Test
  void oneFrameOneBufferInTheOrderOfPosting() {
    receiving();
    byte[] frame = Packets.tcp4().payload(300).build();
    for (int i = 0; i < 400; i++) {
      long buffer = driver.postBuffer(rq, 1514);
      driver.arrive(frame);
      MemorySegment cqe = rq.cq().take();
      rq.cq().report();
      assertThat(type(cqe)).isEqualTo(RxCqeType.OKAY);
      assertThat(length(cqe, 0)).isEqualTo(frame.length);
      assertThat(length(cqe, 1)).isZero();
      assertThat(bed.get(buffer, frame.length)).isEqualTo(frame);
      assertThat(Cqe.WQ_NUM.of(Cqe.CQE_INFO.get(cqe, 0))).isEqualTo(rq.wq().id());
      assertThat(Cqe.IS_SQ.in(Cqe.CQE_INFO.get(cqe, 0))).isFalse();
    }
  }

  @Test
  void aFrameLongerThanItsBufferIsTruncated() {
    receiving();
    long buffer = driver.postBuffer(rq, 100);
    driver.arrive(Packets.udp4().payload(200).build());
    assertThat(type(rq.cq().take())).isEqualTo(RxCqeType.TRUNCATED);
    assertThat(bed.get(buffer + 100, 100)).as("behind the buffer").containsOnly(0);
    assertThat(bed.counter(EthernetCounter.RX_TRUNCATED)).isEqualTo(1);
  }

  @Test
  void withoutABufferAFrameIsLostAndCounted() {
    receiving();
    driver.arrive(Packets.udp4().build());
    assertThat(rq.cq().poll()).isNull();
    assertThat(bed.counter(EthernetCounter.RX_DISCARDS_NO_WQE)).isEqualTo(1);
  }

  @Test
  void aTagIsTakenOutAndReported() {
    receiving();
    long buffer = driver.postBuffer(rq, 1514);
    driver.arrive(Packets.udp4().vlan(0x6005).payload(100).build());
    MemorySegment cqe = rq.cq().take();
    int flags = RxCqe.FLAGS.get(cqe, 0);
    assertThat(RxCqe.RX_VLANTAG_PRESENT.in(flags)).isTrue();
    assertThat(RxCqe.RX_VLAN_ID.of(flags)).isEqualTo(5);
    byte[] untagged = Packets.udp4().payload(100).build();
    assertThat(length(cqe, 0)).isEqualTo(untagged.length);
    assertThat(bed.get(buffer, untagged.length)).isEqualTo(untagged);
  }

  private int checksumFlags(byte[] frame) {
    driver.postBuffer(rq, 1514);
    driver.arrive(frame);
    return RxCqe.FLAGS.get(rq.cq().take(), 0) >>> 25;
  }

  @Test
  void checksumVerdictsAreTheOnesOfEachHeader() {
    receiving();
    int ipGood = 1;
    int ipBad = 1 << 1;
    assertThat(checksumFlags(Packets.tcp4().payload(9).build())).isEqualTo(ipGood | 1 << 2);
    assertThat(checksumFlags(Packets.udp6().payload(9).build())).isEqualTo(ipGood | 1 << 4);
    byte[] badTcp = Packets.tcp4().payload(9).build();
    badTcp[60]++;
    assertThat(checksumFlags(badTcp) & (1 << 2 | 1 << 3)).isEqualTo(1 << 3);
    byte[] badIp = Packets.tcp4().payload(9).build();
    badIp[24]++;
    assertThat(checksumFlags(badIp)).as("nothing is said of TCP").isEqualTo(ipBad);
    assertThat(checksumFlags(Packets.other4(1).payload(9).build()) & ~ipGood).isZero();
    assertThat(bed.counter(EthernetCounter.RX_CHECKSUM_BAD)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 2, 4", "1, 1, 7, 8"})
  void coalescedFramesShareACompletion(int four, int eight, int expectedType, int frames) {
    Ask ask =
        driver
            .receiveInto(rq)
            .version(5)
            .set(ConfigVportRxRequest.CQE_COALESCING_ENABLE, four)
            .set(ConfigVportRxRequest.CQE8_COALESCING_ENABLE, eight);
    bed.channel().send(ask).ok();
    for (int i = 0; i < frames + 1; i++) {
      driver.postBuffer(rq, 1514);
      bed.adapter.port(0).deliver(Packets.frame(Packets.udp4().payload(50).build()));
    }
    List<MemorySegment> full = rq.cq().takeAll();
    assertThat(full).hasSize(1);
    assertThat(type(full.getFirst())).isEqualTo(expectedType);
    bed.adapter.port(0).flush();
    assertThat(rq.cq().takeAll()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -64, AdapterBed.RAM + AdapterBed.RAM_BYTES - 8, 1L << 46})
  void anUnreachableBufferLosesTheFrameAndNothingElse(long address) {
    receiving();
    rq.wq()
        .put(
            WqWriter.wqe(
                MemorySegment.ofArray(new byte[8]), 0, new Piece(address, 2048, driver.key())))
        .ring();
    driver.arrive(Packets.udp4().build());
    assertThat(rq.cq().poll()).isNull();
    assertThat(bed.incidents(Incident.RECEIVE_BUFFER_UNREACHABLE)).isEqualTo(1);
    assertThat(bed.counter(EthernetCounter.RX_BUFFER_UNREACHABLE)).isEqualTo(1);
  }

  @Test
  void aBufferOfSeveralPiecesIsFilledInOrder() {
    receiving();
    Piece[] pieces = new Piece[15];
    for (int i = 0; i < 15; i++) {
      pieces[i] = new Piece(bed.allocate(20), 20, driver.key());
    }
    rq.wq().put(WqWriter.wqe(MemorySegment.ofArray(new byte[8]), 0, pieces)).ring();
    byte[] frame = Packets.udp4().payload(200).build();
    driver.arrive(frame);
    assertThat(type(rq.cq().take())).isEqualTo(RxCqeType.OKAY);
    for (int i = 0; i < frame.length / 20; i++) {
      assertThat(bed.get(pieces[i].address(), 20))
          .isEqualTo(Arrays.copyOfRange(frame, 20 * i, 20 * i + 20));
    }
  }
}
