package org.manakin.adapter.pci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.RawDriver;

class ConfigSpaceTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private long read(int offset, int size) {
    return bed.adapter.readConfig(offset, size);
  }

  private int capability(int id) {
    int steps = 0;
    for (int at = (int) read(0x34, 1); at != 0; at = (int) read(at + 1, 1)) {
      assertThat(at % 4).isZero();
      assertThat(++steps).as("steps of the walk").isLessThan(48);
      if (read(at, 1) == id) {
        return at;
      }
    }
    throw new AssertionError("no capability " + id);
  }

  @Test
  void isAnEthernetControllerOfMicrosoft() {
    assertThat(read(0, 2)).isEqualTo(0x1414);
    assertThat(read(2, 2)).isEqualTo(0x00ba);
    assertThat(read(9, 3)).isEqualTo(0x02_0000);
    assertThat(read(0x0e, 1)).as("header type").isZero();
    assertThat(read(6, 2) & 0x10).as("has capabilities").isNotZero();
    assertThat(read(0x10, 4) & 0x7).as("BAR 0 is of 64-bit memory").isEqualTo(4);
  }

  /** FreeBSD allocates the BAR of the table besides BAR 0. */
  @Test
  void msixHasItsTableInABarOfItsOwn() {
    int at = capability(0x11);
    assertThat((read(at + 2, 2) & 0x7ff) + 1).isEqualTo(bed.adapter.vectors());
    assertThat(read(at + 4, 4) & 7).isEqualTo(BarLayout.MSIX_BAR);
    long pending = read(at + 8, 4) & ~7;
    assertThat(pending).isGreaterThanOrEqualTo((read(at + 4, 4) & ~7) + 16L * 5);
    assertThat(pending).isLessThan(bed.adapter.barSize(BarLayout.MSIX_BAR));
  }

  @Test
  void offersAFunctionLevelReset() {
    int at = capability(0x10);
    assertThat(read(at + 4, 4) & 1 << 28).isNotZero();
  }

  @Test
  void aFunctionLevelResetLeavesNothingBehind() {
    int control = capability(0x10) + 8;
    RawDriver driver = new RawDriver(bed);
    driver.makeSq(driver.makeEq(4096, 1), 4096, 4096);
    bed.adapter.writeConfig(control, 2, read(control, 2) | 0x8000);
    assertThat(bed.tree()).doesNotContainKeys("gdma", "ethernet");
    assertThat(read(control, 2) & 0x8000).as("reads as zero").isZero();
    assertThat(bed.read32(BarLayout.SMC_OFFSET + 28)).isZero();
    assertThat(bed.adapter.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    bed.forgetChannel();
    assertThat(new RawDriver(bed).pd()).isEqualTo(driver.pd());
  }

  @Test
  void commandTakesItsBitsAndNothingElseChanges() {
    bed.adapter.writeConfig(0, 8, -1);
    assertThat(read(0, 4)).isEqualTo(0x00ba_1414);
    assertThat(read(4, 2) & 6).isEqualTo(6);
    bed.adapter.writeConfig(4, 1, 0);
    assertThat(read(4, 1)).isZero();
    bed.adapter.writeConfig(-4, 8, -1);
    bed.adapter.writeConfig(4096, 4, -1);
    assertThat(read(4096, 4)).isZero();
    assertThat(read(0x100, 4)).as("no extended capability").isZero();
  }
}
