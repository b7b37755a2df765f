package org.manakin.adapter.gdma;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.adapter.WqWriter;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.Doorbell;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.mana.TxOob;

class CompletionQueueTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static final long MICRO = 1_000;

  private final RawDriver driver = new RawDriver(bed);
  private final PhaseReader eq = driver.makeEq(4096, 1);
  private final WqObject sq = driver.makeSq(eq, 16384, 16384);

  private void send() {
    driver.send(sq, new byte[60]);
  }

  private void moderate(int usec, int completions) {
    bed.ring(
        driver.page(),
        Doorbell.DIM_OFFSET,
        Doorbell.DIM_ID.placeLong(sq.cq().id())
            | Doorbell.DIM_MOD_USEC.placeLong(usec)
            | Doorbell.DIM_MOD_USEC_VLD.placeLong(1)
            | Doorbell.DIM_MOD_COMPS.placeLong(completions)
            | Doorbell.DIM_MOD_COMPS_VLD.placeLong(1));
  }

  private int events() {
    int count = 0;
    for (MemorySegment event : eq.takeAll()) {
      assertThat(Eqe.TYPE.of(Eqe.EQE_INFO.get(event, 0))).isEqualTo(EqeType.COMPLETION);
      assertThat(Eqe.CQ_ID.of(Eqe.DETAILS0.get(event, 0))).isEqualTo(sq.cq().id());
      count++;
    }
    return count;
  }

  @Test
  void oneEventPerArm() {
    send();
    send();
    assertThat(events()).isEqualTo(1);
    sq.cq().takeAll();
    sq.cq().arm();
    assertThat(events()).isZero();
    send();
    assertThat(events()).isEqualTo(1);
  }

  /** A burst without completions after the driver polled its CQ empty. */
  @Test
  void noEventForWhatWasConsumedUnasked() {
    sq.cq().report();
    send();
    sq.cq().takeAll();
    sq.cq().arm();
    assertThat(events()).isZero();
    bed.channel().send(driver.configTx()).ok();
    sq.wq()
        .put(
            WqWriter.wqe(
                RawDriver.shortOob(sq, TxOob.SUPPRESS_TXCQE_GEN.place(1)),
                0,
                driver.piece(Packets.udp4().build())))
        .ring();
    assertThat(sq.cq().poll()).as("a completion was not wanted").isNull();
    assertThat(events()).isZero();
  }

  @Test
  void moderationWaitsForTheTime() {
    moderate(100, 0);
    send();
    assertThat(events()).isZero();
    bed.pass(99 * MICRO);
    assertThat(events()).isZero();
    bed.pass(MICRO);
    assertThat(events()).isEqualTo(1);
  }

  @Test
  void moderationWaitsForCompletionsAtMost() {
    moderate(1000, 3);
    send();
    send();
    assertThat(events()).isZero();
    send();
    assertThat(events()).isEqualTo(1);
    bed.pass(2000 * MICRO);
    assertThat(events()).as("the time that is over").isZero();
  }

  @Test
  void noEventWhenTheDriverPolledInTime() {
    moderate(100, 0);
    send();
    sq.cq().takeAll();
    sq.cq().arm();
    bed.pass(200 * MICRO);
    assertThat(events()).isZero();
  }

  @Test
  void turningModerationOffReleasesWhatWaits() {
    moderate(1000, 0);
    send();
    assertThat(events()).isZero();
    moderate(0, 0);
    assertThat(events()).isEqualTo(1);
    assertThat(bed.adapter.nextDeadline()).isNotNegative();
  }

  @Test
  void onlyValidPartsOfTheModerationDoorbellCount() {
    moderate(500, 0);
    bed.ring(
        driver.page(),
        Doorbell.DIM_OFFSET,
        Doorbell.DIM_ID.placeLong(sq.cq().id()) | Doorbell.DIM_MOD_USEC.placeLong(1));
    send();
    bed.pass(499 * MICRO);
    assertThat(events()).isZero();
    bed.pass(MICRO);
    assertThat(events()).isEqualTo(1);
  }
}
