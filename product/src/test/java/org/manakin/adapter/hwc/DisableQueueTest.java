package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.adapter.gdma.Incident;
import org.manakin.wire.gdma.DisableQueueRequest;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.Status;

class DisableQueueTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static Ask ask(int type, int id) {
    return Ask.of(GdmaCommand.DISABLE_QUEUE, DisableQueueRequest.SIZE)
        .set(DisableQueueRequest.TYPE, type)
        .set(DisableQueueRequest.QUEUE_INDEX, id)
        .set(DisableQueueRequest.ALLOC_RES_ID_ON_CREATION, 1);
  }

  @Test
  void endsAnEqAndItsDoorbell() {
    RawDriver driver = new RawDriver(bed);
    var before = bed.objects();
    PhaseReader eq = driver.makeEq(4096, 1);
    assertThat(bed.channel().send(ask(QueueType.EQ, eq.id())).ok().bytes()).isEqualTo(32);
    assertThat(bed.objects()).isEqualTo(before);
    eq.arm();
    assertThat(bed.incidents(Incident.DOORBELL_UNKNOWN_QUEUE)).isEqualTo(1);
    RawDriver.assertRefused(bed, ask(QueueType.EQ, eq.id()), Status.INVALID_HANDLE);
  }

  @Test
  void completionsOfACqWhoseEqIsGoneGoNowhere() {
    RawDriver driver = new RawDriver(bed);
    PhaseReader eq = driver.makeEq(4096, 1);
    WqObject sq = driver.makeSq(eq, 4096, 4096);
    bed.channel().send(ask(QueueType.EQ, eq.id())).ok();
    bed.interrupts.clear();
    driver.send(sq, new byte[60]);
    assertThat(sq.cq().takeAll()).hasSize(1);
    assertThat(eq.poll()).isNull();
    assertThat(bed.interrupts).isEmpty();
  }

  @Test
  void theChannelsOwnEqStays() {
    int eq = bed.channel().eq().id();
    RawDriver.assertRefused(bed, ask(QueueType.EQ, eq), Status.ACCESS_DENIED);
  }

  @Test
  void otherTypesAndUnknownNumbersAreRefused() {
    RawDriver.assertRefused(bed, ask(QueueType.SQ, 1), Status.INVALID_PARAMETER);
    RawDriver.assertRefused(bed, ask(QueueType.EQ, -1), Status.INVALID_HANDLE);
  }
}
