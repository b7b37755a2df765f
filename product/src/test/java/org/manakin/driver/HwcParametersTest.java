package org.manakin.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.gdma.HwcInitData;

class HwcParametersTest {
  private final HwcParameters parameters = new HwcParameters();

  private void start() {
    parameters.accept(
        EqeType.HWC_INIT_EQ_ID_DB, Eqe.INIT_EQ_ID.place(24) | Eqe.INIT_DB_ID.place(2));
  }

  private void data(int type, int value) {
    parameters.accept(
        EqeType.HWC_INIT_DATA, Eqe.DATA_TYPE.place(type) | Eqe.DATA_VALUE.place(value));
  }

  private void allBut(int missing) {
    start();
    for (int type = HwcInitData.CQID; type <= HwcInitData.GPA_MKEY; type++) {
      if (type != missing) {
        data(type, type == HwcInitData.MAX_NUM_CQS ? 128 : 100 + type);
      }
    }
  }

  @Test
  void everyValueIsKeptUnderItsName() {
    allBut(0);
    data(200, 5);
    assertThat(parameters.done()).isFalse();
    parameters.accept(EqeType.HWC_INIT_DONE, 0);
    assertThat(parameters.done()).isTrue();
    assertThat(parameters.eqId()).isEqualTo(24);
    assertThat(parameters.doorbellPage()).isEqualTo(2);
    assertThat(parameters.cqId()).isEqualTo(101);
    assertThat(parameters.rqId()).isEqualTo(102);
    assertThat(parameters.sqId()).isEqualTo(103);
    assertThat(parameters.queueDepth()).isEqualTo(104);
    assertThat(parameters.maxRequestBytes()).isEqualTo(105);
    assertThat(parameters.maxResponseBytes()).isEqualTo(106);
    assertThat(parameters.maxCqs()).isEqualTo(128);
    assertThat(parameters.pdid()).isEqualTo(108);
    assertThat(parameters.gpaMkey()).isEqualTo(109);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        HwcInitData.CQID,
        HwcInitData.RQID,
        HwcInitData.SQID,
        HwcInitData.MAX_NUM_CQS,
        HwcInitData.PDID,
        HwcInitData.GPA_MKEY
      })
  void whatIsMissingAtTheEndIsNamed(int missing) {
    allBut(missing);
    assertThatThrownBy(() -> parameters.accept(EqeType.HWC_INIT_DONE, 0))
        .isInstanceOf(DriverException.class)
        .hasMessageEndingWith("HWC_INIT_DATA of type " + missing);
  }

  @Test
  void dataBeforeTheEqsNameIsAnError() {
    assertThatThrownBy(() -> data(HwcInitData.CQID, 1))
        .isInstanceOf(DriverException.class)
        .hasMessageContaining("before HWC_INIT_EQ_ID_DB");
  }

  @Test
  void aCqIdBeyondTheBoundIsAnError() {
    allBut(0);
    data(HwcInitData.CQID, 128);
    assertThatThrownBy(() -> parameters.accept(EqeType.HWC_INIT_DONE, 0))
        .isInstanceOf(DriverException.class)
        .hasMessageContaining("CQ id 128 is not below the bound of 128");
  }
}
