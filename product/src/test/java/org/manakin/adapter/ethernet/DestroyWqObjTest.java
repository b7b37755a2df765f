package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.DestroyWqObjRequest;
import org.manakin.wire.mana.ManaCommand;

class DestroyWqObjTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);
  private final PhaseReader eq = driver.makeEq(4096, 1);

  private static Ask ask(int type, long handle) {
    return RawDriver.mana(ManaCommand.DESTROY_WQ_OBJ, DestroyWqObjRequest.SIZE)
        .set(DestroyWqObjRequest.WQ_TYPE, type)
        .set(DestroyWqObjRequest.WQ_OBJ_HANDLE, handle);
  }

  @Test
  void endsBothQueuesOnce() {
    var before = bed.objects();
    WqObject sq = driver.makeSq(eq, 4096, 4096);
    WqObject rq = driver.makeRq(eq, 4096, 4096);
    assertThat(bed.channel().send(ask(QueueType.SQ, sq.handle())).ok().bytes()).isEqualTo(32);
    bed.channel().send(ask(QueueType.RQ, rq.handle())).ok();
    assertThat(bed.objects()).isEqualTo(before);
    RawDriver.assertRefused(bed, ask(QueueType.SQ, sq.handle()), Status.INVALID_HANDLE);
  }

  @Test
  void afterTheAnswerRingsAndBuffersAreTheDriversAgain() {
    WqObject rq = driver.makeRq(eq, 4096, 4096);
    long buffer = driver.postBuffer(rq, 2048);
    bed.channel().send(driver.receiveInto(rq)).ok();
    bed.channel().send(ask(QueueType.RQ, rq.handle())).ok();
    driver.arrive(Packets.udp4().build());
    assertThat(rq.cq().poll()).isNull();
    assertThat(bed.get(buffer, 2048)).containsOnly(0);
    assertThat(bed.counter(EthernetCounter.RX_ERR_VPORT_DISABLED)).isEqualTo(1);
  }

  @Test
  void aHandleOfTheOtherTypeOrNoneIsRefused() {
    WqObject sq = driver.makeSq(eq, 4096, 4096);
    RawDriver.assertRefused(bed, ask(QueueType.RQ, sq.handle()), Status.INVALID_HANDLE);
    RawDriver.assertRefused(bed, ask(QueueType.EQ, sq.handle()), Status.INVALID_HANDLE);
    RawDriver.assertRefused(bed, ask(QueueType.SQ, -1), Status.INVALID_HANDLE);
    RawDriver.assertRefused(bed, ask(QueueType.SQ, 0), Status.INVALID_HANDLE);
  }
}
