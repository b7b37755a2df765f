package org.manakin.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.wire.gdma.Eqe;

class ServiceEventTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private int[] raised(ServiceEvent event) {
    PhaseReader eq = bed.channel().eq();
    bed.interrupts.clear();
    assertThat(bed.adapter.raise(event)).isTrue();
    MemorySegment eqe = eq.take();
    eq.arm();
    assertThat(bed.interrupts).containsExactly(0);
    return new int[] {Eqe.TYPE.of(Eqe.EQE_INFO.get(eqe, 0)), Eqe.DETAILS0.get(eqe, 0)};
  }

  @Test
  void eachReachesTheChannelsEq() {
    assertThat(raised(new ServiceEvent.FpgaReconfiguration())).containsExactly(132, 0);
    assertThat(raised(new ServiceEvent.HwcTimeout(5000))).containsExactly(133, 1 << 24 | 5000);
    assertThat(raised(new ServiceEvent.Link(0, true))).containsExactly(133, 2 << 24);
    assertThat(raised(new ServiceEvent.Link(3, false))).containsExactly(133, 3 << 24 | 3);
    assertThat(raised(new ServiceEvent.RdmaService(true))).containsExactly(134, 1 << 28);
    assertThat(raised(new ServiceEvent.RdmaService(false))).containsExactly(134, 2 << 28);
    assertThat(raised(new ServiceEvent.ResetRequest())).containsExactly(135, 0);
  }

  @Test
  void withoutADriverThereIsNobodyToTell() {
    assertThat(bed.adapter.raise(new ServiceEvent.ResetRequest())).isFalse();
    assertThat(bed.interrupts).isEmpty();
  }
}
