package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.GenerateTestEqeRequest;
import org.manakin.wire.gdma.Status;

class GenerateTestEqeTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static Ask ask(int eq) {
    return Ask.of(GdmaCommand.GENERATE_TEST_EQE, GenerateTestEqeRequest.SIZE)
        .set(GenerateTestEqeRequest.QUEUE_INDEX, eq);
  }

  @Test
  void reachesANewEqThatWasNeverArmed() {
    PhaseReader eq = new RawDriver(bed).makeEq(4096, 2);
    bed.interrupts.clear();
    assertThat(bed.channel().send(ask(eq.id())).ok().bytes()).isEqualTo(32);
    assertThat(Eqe.TYPE.of(Eqe.EQE_INFO.get(eq.take(), 0))).isEqualTo(EqeType.TEST_EVENT);
    assertThat(bed.interrupts).contains(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 0xffff, 0x10001, -1, Integer.MIN_VALUE})
  void anEqThatDoesNotExistIsRefused(int id) {
    RawDriver.assertRefused(bed, ask(id), Status.INVALID_HANDLE);
  }
}
