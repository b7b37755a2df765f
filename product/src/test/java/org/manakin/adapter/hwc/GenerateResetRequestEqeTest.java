package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.GenerateResetRequestEqeRequest;
import org.manakin.wire.gdma.Status;

class GenerateResetRequestEqeTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static Ask ask(int eq) {
    return Ask.of(GdmaCommand.GENERATE_RESET_REQUEST_EQE, GenerateResetRequestEqeRequest.SIZE)
        .set(GenerateResetRequestEqeRequest.QUEUE_INDEX, eq)
        .set(GenerateResetRequestEqeRequest.DATA, 1);
  }

  @Test
  void postsTheEventWithItsData() {
    PhaseReader eq = new RawDriver(bed).makeEq(4096, 1);
    bed.channel().send(ask(eq.id())).ok();
    MemorySegment event = eq.take();
    assertThat(Eqe.TYPE.of(Eqe.EQE_INFO.get(event, 0))).isEqualTo(EqeType.HWC_RESET_REQUEST);
    assertThat(Eqe.DETAILS0.get(event, 0)).isEqualTo(1);
  }

  @Test
  void anEqThatDoesNotExistIsRefused() {
    RawDriver.assertRefused(bed, ask(77), Status.INVALID_HANDLE);
  }
}
