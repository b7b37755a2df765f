package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.wire.gdma.ChangeMsixForEqRequest;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.GenerateTestEqeRequest;
import org.manakin.wire.gdma.Status;

class ChangeMsixForEqTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static Ask ask(int eq, int vector) {
    return Ask.of(GdmaCommand.CHANGE_MSIX_FOR_EQ, ChangeMsixForEqRequest.SIZE)
        .set(ChangeMsixForEqRequest.QUEUE_INDEX, eq)
        .set(ChangeMsixForEqRequest.MSIX, vector);
  }

  @Test
  void theNextInterruptComesOnTheNewVector() {
    PhaseReader eq = new RawDriver(bed).makeEq(4096, 1);
    assertThat(bed.channel().send(ask(eq.id(), 3)).ok().bytes()).isEqualTo(32);
    bed.interrupts.clear();
    bed.channel()
        .send(
            Ask.of(GdmaCommand.GENERATE_TEST_EQE, GenerateTestEqeRequest.SIZE)
                .set(GenerateTestEqeRequest.QUEUE_INDEX, eq.id()))
        .ok();
    assertThat(bed.interrupts).contains(3).doesNotContain(1);
  }

  @Test
  void unknownEqsAndVectorsAreRefused() {
    PhaseReader eq = new RawDriver(bed).makeEq(4096, 1);
    RawDriver.assertRefused(bed, ask(eq.id() + 1, 0), Status.INVALID_HANDLE);
    RawDriver.assertRefused(bed, ask(eq.id(), 5), Status.INVALID_PARAMETER);
    RawDriver.assertRefused(bed, ask(eq.id(), -1), Status.INVALID_PARAMETER);
  }
}
