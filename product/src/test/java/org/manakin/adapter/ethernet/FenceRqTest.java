package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.ConfigVportRxRequest;
import org.manakin.wire.mana.FenceRqRequest;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.RxCqe;
import org.manakin.wire.mana.RxCqeType;

class FenceRqTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);
  private final PhaseReader eq = driver.makeEq(4096, 1);

  private static Ask ask(long handle) {
    return RawDriver.mana(ManaCommand.FENCE_RQ, FenceRqRequest.SIZE)
        .set(FenceRqRequest.WQ_OBJ_HANDLE, handle);
  }

  private static int type(MemorySegment cqe) {
    return RxCqe.CQE_TYPE.of(RxCqe.TYPE_INFO.get(cqe, 0));
  }

  @Test
  void postsOneCompletionAndConsumesNoBuffer() {
    WqObject rq = driver.makeRq(eq, 4096, 4096);
    driver.postBuffer(rq, 2048);
    assertThat(bed.channel().send(ask(rq.handle())).ok().bytes()).isEqualTo(32);
    List<MemorySegment> completions = rq.cq().takeAll();
    assertThat(completions).hasSize(1);
    assertThat(type(completions.getFirst())).isEqualTo(RxCqeType.OBJECT_FENCE);
    assertThat(bed.value("ethernet", "vport0", "rq" + rq.wq().id(), "posted_bytes")).isEqualTo(32);
    assertThat(eq.takeAll()).hasSize(1);
  }

  @Test
  void followsWhatWasReceivedBefore() {
    WqObject rq = driver.makeRq(eq, 4096, 4096);
    driver.postBuffer(rq, 2048);
    Ask coalescing = driver.receiveInto(rq).set(ConfigVportRxRequest.CQE_COALESCING_ENABLE, 1);
    bed.channel().send(coalescing).ok();
    bed.adapter.port(0).deliver(Packets.frame(Packets.udp4().build()));
    bed.channel().send(ask(rq.handle())).ok();
    assertThat(rq.cq().takeAll())
        .extracting(FenceRqTest::type)
        .containsExactly(RxCqeType.COALESCED_4, RxCqeType.OBJECT_FENCE);
  }

  /** Older drivers size the CQ for their buffers alone. */
  @Test
  void waitsWhileTheCqSeemsFull() {
    WqObject rq = driver.makeRq(eq, 4096, 4096);
    bed.channel().send(driver.receiveInto(rq)).ok();
    for (int i = 0; i < rq.cq().entries(); i++) {
      driver.postBuffer(rq, 256);
      driver.arrive(Packets.udp4().payload(10).build());
    }
    bed.channel().send(ask(rq.handle())).ok();
    assertThat(rq.cq().takeAll()).hasSize(64).extracting(FenceRqTest::type).containsOnly(1);
    assertThat(rq.cq().poll()).isNull();
    rq.cq().arm();
    assertThat(type(rq.cq().take())).isEqualTo(RxCqeType.OBJECT_FENCE);
    assertThat(rq.cq().poll()).isNull();
  }

  @Test
  void whatIsNoRqIsRefused() {
    WqObject sq = driver.makeSq(eq, 4096, 4096);
    RawDriver.assertRefused(bed, ask(sq.handle()), Status.INVALID_HANDLE);
    RawDriver.assertRefused(bed, ask(-1), Status.INVALID_HANDLE);
  }
}
