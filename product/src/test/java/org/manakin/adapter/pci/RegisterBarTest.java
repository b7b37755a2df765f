package org.manakin.adapter.pci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.adapter.WqWriter;
import org.manakin.adapter.gdma.Incident;
import org.manakin.wire.gdma.Doorbell;

class RegisterBarTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);
  private final PhaseReader eq = driver.makeEq(4096, 1);
  private final WqObject sq = driver.makeSq(eq, 4096, 4096);

  private static long page(int index) {
    return BarLayout.DOORBELL_OFFSET + (long) index * BarLayout.DOORBELL_PAGE;
  }

  private long doorbell() {
    sq.wq().put(WqWriter.wqe(RawDriver.shortOob(sq), 0, driver.piece(new byte[60])));
    return Doorbell.WQ_ID.placeLong(sq.wq().id()) | Doorbell.WQ_TAIL_PTR.placeLong(sq.wq().tail());
  }

  private void write(long offset, int size, long value) {
    bed.adapter.writeBar(BarLayout.REGISTER_BAR, offset, size, value);
    bed.work();
  }

  @Test
  void registersReadInEveryWidth() {
    assertThat(bed.adapter.readBar(0, 0, 4)).isEqualTo(0x0100_0001);
    assertThat(bed.adapter.readBar(0, 3, 1)).isEqualTo(1);
    assertThat(bed.adapter.readBar(0, 8, 8)).isEqualTo(BarLayout.DOORBELL_OFFSET);
    assertThat(bed.adapter.readBar(0, 8, 4)).isEqualTo(BarLayout.DOORBELL_OFFSET);
    assertThat(bed.adapter.readBar(0, 12, 4)).isZero();
    assertThat(bed.adapter.readBar(0, 0x10, 4)).isEqualTo(4096);
    assertThat(bed.adapter.readBar(0, 0x20, 2)).isEqualTo(32);
    assertThat(bed.adapter.readBar(0, BarLayout.REGISTER_BAR_SIZE, 8)).isZero();
  }

  /** What drivers check before they use the map. */
  @Test
  void everyDoorbellPageLiesInTheBar() {
    assertThat(page(driver.page() + 1)).isLessThanOrEqualTo(BarLayout.REGISTER_BAR_SIZE);
    assertThat(BarLayout.SMC_OFFSET % 4).isZero();
    assertThat(Integer.bitCount(bed.adapter.barSize(0))).isEqualTo(1);
    assertThat(bed.adapter.barSize(1)).isZero();
  }

  @Test
  void aDoorbellMayComeAsTwoHalves() {
    long value = doorbell();
    write(page(driver.page()), 4, value & 0xffff_ffffL);
    assertThat(sq.cq().poll()).as("after the low half").isNull();
    write(page(driver.page()) + 4, 4, value >>> 32);
    assertThat(sq.cq().takeAll()).hasSize(1);
  }

  @Test
  void aDoorbellOnAForeignPageIsCountedAndDoesNothing() {
    write(page(0), 8, doorbell());
    assertThat(bed.incidents(Incident.DOORBELL_WRONG_PAGE)).isEqualTo(1);
    assertThat(sq.cq().poll()).isNull();
  }

  @Test
  void anOffsetFarBehindTheBarIsNoDoorbell() {
    long value = doorbell();
    write(page(driver.page()) + (4096L << 32), 8, value);
    write(BarLayout.REGISTER_BAR_SIZE, 8, value);
    assertThat(sq.cq().poll()).isNull();
    assertThat(bed.incidents(Incident.REGISTER_ACCESS_MALFORMED)).isEqualTo(2);
  }

  @Test
  void strangeWidthsAndPlacesAreCounted() {
    long value = doorbell();
    write(page(driver.page()), 2, value);
    write(page(driver.page()) + 4, 8, value);
    write(page(driver.page()) + 4, 4, value);
    write(page(driver.page()) + Doorbell.RQ_CLIENT_OFFSET, 8, value);
    assertThat(bed.incidents(Incident.DOORBELL_MALFORMED)).isEqualTo(4);
    write(0, 4, -1);
    write(-8, 8, -1);
    assertThat(bed.incidents(Incident.REGISTER_ACCESS_MALFORMED)).isEqualTo(2);
    assertThat(bed.adapter.readBar(0, 0, 4)).isEqualTo(0x0100_0001);
    assertThat(sq.cq().poll()).isNull();
  }

  @Test
  void queuesThatDoNotExistAreCounted() {
    for (int offset :
        new int[] {
          Doorbell.SQ_OFFSET,
          Doorbell.RQ_OFFSET,
          Doorbell.CQ_OFFSET,
          Doorbell.EQ_OFFSET,
          Doorbell.DIM_OFFSET
        }) {
      write(page(driver.page()) + offset, 8, 0xffff_ffffL);
      write(page(driver.page()) + offset, 8, 0);
    }
    assertThat(bed.incidents(Incident.DOORBELL_UNKNOWN_QUEUE)).isEqualTo(10);
  }
}
