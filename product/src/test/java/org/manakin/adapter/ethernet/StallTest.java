package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.adapter.WqWriter;
import org.manakin.packet.Packets;
import org.manakin.wire.mana.TxCqe;
import org.manakin.wire.mana.TxCqeType;

/** A data path that stops without a word. */
class StallTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);
  private final PhaseReader eq = driver.makeEq(4096, 1);
  private final WqObject sq = driver.makeSq(eq, 4096, 4096);
  private final WqObject rq = driver.makeRq(eq, 4096, 4096);

  @BeforeEach
  void configure() {
    bed.channel().send(driver.configTx()).ok();
    bed.channel().send(driver.receiveInto(rq)).ok();
    driver.postBuffer(rq, 2048);
  }

  private void post() {
    byte[] frame = Packets.udp4().build();
    sq.wq().put(WqWriter.wqe(RawDriver.shortOob(sq), 0, driver.piece(frame))).ring();
    int ignored = bed.adapter.work();
  }

  @Test
  void sendsWaitAndGoOnAfterwards() {
    bed.adapter.stall(true);
    post();
    assertThat(bed.wire.frames).isEmpty();
    assertThat(bed.adapter.port(0).sending()).isTrue();
    assertThat(sq.cq().poll()).isNull();

    bed.adapter.stall(false);
    int ignored = bed.adapter.work();
    assertThat(bed.wire.frames).hasSize(1);
    assertThat(bed.adapter.port(0).sending()).isFalse();
  }

  @Test
  void framesForTheGuestAreLostAndCounted() {
    bed.adapter.stall(true);
    bed.adapter.port(0).deliver(Packets.frame(Packets.udp4().build()));
    assertThat(rq.cq().poll()).isNull();
    assertThat(bed.counter(EthernetCounter.RX_STALLED)).isEqualTo(1);
  }

  @Test
  void commandsAreAnswered() {
    bed.adapter.stall(true);
    bed.channel().send(driver.receiveInto(rq)).ok();
  }

  @Test
  void sendsThatAreGivenUpCompleteAsNotSent() {
    bed.adapter.stall(true);
    post();
    post();
    bed.adapter.giveUpSends();
    assertThat(sq.cq().takeAll())
        .extracting(cqe -> TxCqe.CQE_TYPE.of(TxCqe.FLAGS.get(cqe, 0)))
        .containsExactly(TxCqeType.VPORT_DISABLED, TxCqeType.VPORT_DISABLED);
    bed.adapter.stall(false);
    int ignored = bed.adapter.work();
    assertThat(bed.wire.frames).isEmpty();
  }

  @Test
  void aStallOutlivesAReset() {
    bed.adapter.stall(true);
    bed.adapter.reset();
    bed.forgetChannel();
    RawDriver next = new RawDriver(bed);
    WqObject other = next.makeSq(next.makeEq(4096, 1), 4096, 4096);
    bed.channel().send(next.configTx()).ok();
    byte[] frame = Packets.udp4().build();
    other.wq().put(WqWriter.wqe(RawDriver.shortOob(other), 0, next.piece(frame))).ring();
    int ignored = bed.adapter.work();
    assertThat(bed.wire.frames).isEmpty();
    assertThat(bed.adapter.port(0).sending()).isTrue();
  }
}
