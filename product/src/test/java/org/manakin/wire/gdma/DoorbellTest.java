package org.manakin.wire.gdma;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DoorbellTest {
  @Test
  void aWorkQueuesTailIsTheWholeUpperHalf() {
    long value = 0xffff_ffe0_01ab_cdefL;

    assertThat(Doorbell.WQ_ID.of(value)).isEqualTo(0xabcdef);
    assertThat(Doorbell.WQ_WQE_CNT.of(value)).isEqualTo(1);
    assertThat(Doorbell.WQ_TAIL_PTR.of(value)).isEqualTo(-32);
  }

  @Test
  void theArmBitIsNotPartOfTheTail() {
    long value = 0x8000_0105_0000_0007L;

    assertThat(Doorbell.CQ_ID.of(value)).isEqualTo(7);
    assertThat(Doorbell.CQ_TAIL_PTR.of(value)).isEqualTo(0x105);
    assertThat(Doorbell.CQ_ARM.of(value)).isEqualTo(1);
    assertThat(
            Doorbell.EQ_ID.placeLong(7)
                | Doorbell.EQ_TAIL_PTR.placeLong(0x105)
                | Doorbell.EQ_ARM.placeLong(1))
        .isEqualTo(value);
  }

  @Test
  void moderationHasTwoIndependentHalves() {
    long usecOnly = 0x0000_83ff_0000_0042L;
    assertThat(Doorbell.DIM_ID.of(usecOnly)).isEqualTo(0x42);
    assertThat(Doorbell.DIM_MOD_USEC.of(usecOnly)).isEqualTo(1023);
    assertThat(Doorbell.DIM_MOD_USEC_VLD.of(usecOnly)).isEqualTo(1);
    assertThat(Doorbell.DIM_MOD_COMPS_VLD.of(usecOnly)).isZero();

    long compsOnly = 0x80ff_0000_0000_0042L;
    assertThat(Doorbell.DIM_MOD_COMPS.of(compsOnly)).isEqualTo(255);
    assertThat(Doorbell.DIM_MOD_COMPS_VLD.of(compsOnly)).isEqualTo(1);
    assertThat(Doorbell.DIM_MOD_USEC_VLD.of(compsOnly)).isZero();
  }
}
