package org.manakin.wire.gdma;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class SmcWindowTest {
  private static final ValueLayout.OfInt DWORD = ValueLayout.JAVA_INT;

  private final MemorySegment m = Arena.ofAuto().allocate(SmcWindow.SIZE);

  @Test
  void packsFrameNumbersWithoutGaps() {
    SmcWindow.EQ.set(m, 0, 0x1_2345_6789_abcdL);
    SmcWindow.CQ.set(m, 0, 0x2_fedc_ba98_7654L);
    SmcWindow.RQ.set(m, 0, 0x3_1111_2222_3333L);
    SmcWindow.SQ.set(m, 0, 0x4_4444_5555_6666L);
    SmcWindow.MSIX_INDEX.set(m, 0, 7);

    assertThat(m.toArray(DWORD))
        .containsExactly(
            0x6789_abcd,
            0x7654_2345,
            0xfedc_ba98,
            0x2222_3333,
            0x6666_1111,
            0x4444_5555,
            0x0007_4321,
            0);
    assertThat(SmcWindow.EQ.get(m, 0)).isEqualTo(0x1_2345_6789_abcdL);
    assertThat(SmcWindow.CQ.get(m, 0)).isEqualTo(0x2_fedc_ba98_7654L);
    assertThat(SmcWindow.RQ.get(m, 0)).isEqualTo(0x3_1111_2222_3333L);
    assertThat(SmcWindow.SQ.get(m, 0)).isEqualTo(0x4_4444_5555_6666L);
  }

  @Test
  void settingOneFrameAgainLeavesTheOthers() {
    m.fill((byte) 0xff);
    SmcWindow.RQ.set(m, 0, 0);

    assertThat(SmcWindow.RQ.get(m, 0)).isZero();
    assertThat(SmcWindow.EQ.get(m, 0)).isEqualTo((1L << 52) - 1);
    assertThat(SmcWindow.CQ.get(m, 0)).isEqualTo((1L << 52) - 1);
    assertThat(SmcWindow.SQ.get(m, 0)).isEqualTo((1L << 52) - 1);
    assertThat(SmcWindow.MSIX_INDEX.get(m, 0)).isEqualTo(0xffff);
  }

  @Test
  void theHeaderIsTheLastDword() {
    int header =
        SmcWindow.MSG_TYPE.place(SmcWindow.REPORT_HWC_TIMEOUT)
            | SmcWindow.MSG_VERSION.place(1)
            | SmcWindow.DIRECTION.place(1)
            | SmcWindow.STATUS.place(3)
            | SmcWindow.OWNER_IS_PF.place(1);
    SmcWindow.HEADER.set(m, 0, header);

    assertThat(m.get(DWORD, 28)).isEqualTo(0x8000_038c);
  }
}
