package org.manakin.adapter.gdma;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.AdapterState;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawHwc;
import org.manakin.adapter.pci.BarLayout;
import org.manakin.wire.gdma.Registers;
import org.manakin.wire.gdma.SmcWindow;

class SmcTest {
  private static final int HEADER = BarLayout.SMC_OFFSET + 28;
  private static final int ANSWERED = 1 << 7;
  private static final int REFUSED = ANSWERED | 1 << 8;

  @RegisterExtension final AdapterBed bed = new AdapterBed();

  @Test
  void theWindowIsTheDriversAtPowerOn() {
    for (int i = 0; i < SmcWindow.SIZE; i += 4) {
      assertThat(bed.read32(BarLayout.SMC_OFFSET + i)).isZero();
    }
    assertThat(bed.adapter.readBar(0, Registers.SMC_OFFSET.offset(), 8))
        .isEqualTo(BarLayout.SMC_OFFSET);
    assertThat(bed.read32(Registers.SMC_SIZE.offset())).isEqualTo(32);
  }

  @Test
  void aSecondEstablishIsRefusedAndTheFirstChannelWorksOn() {
    RawHwc hwc = bed.channel();
    var before = bed.objects();
    long page = bed.allocate(4L * AdapterBed.PAGE);

    int answer =
        RawHwc.requestChannel(bed.adapter, page, page + 0x1000, page + 0x2000, page + 0x3000, 0);

    assertThat(answer).isEqualTo(SmcWindow.ESTABLISH_HWC | REFUSED);
    assertThat(bed.objects()).isEqualTo(before);
    assertThat(bed.get(page, 4 * AdapterBed.PAGE)).containsOnly(0);
    assertThat(hwc.send(RawDriver.register()).ok().bytes()).isEqualTo(44);
  }

  @Test
  void destroyWithoutAChannelSucceeds() {
    assertThat(RawHwc.destroy(bed)).isEqualTo(SmcWindow.DESTROY_HWC | ANSWERED);
    assertThat(bed.adapter.state()).isEqualTo(AdapterState.IDLE);
  }

  @Test
  void destroyDropsEverythingAndANewChannelStartsClean() {
    RawDriver driver = new RawDriver(bed);
    var eq = driver.makeEq(4096, 1);
    driver.makeSq(eq, 4096, 4096);
    RawDriver.makeRegion(bed, bed.allocate(4096));
    int firstEq = bed.channel().eq().id();

    assertThat(RawHwc.destroy(bed)).isEqualTo(SmcWindow.DESTROY_HWC | ANSWERED);
    assertThat(bed.tree()).doesNotContainKeys("gdma", "ethernet");
    bed.interrupts.clear();
    eq.arm();
    assertThat(bed.interrupts).isEmpty();

    bed.forgetChannel();
    assertThat(bed.channel().eq().id()).isEqualTo(firstEq);
    assertThat(bed.value("gdma", "eqs")).isEqualTo(1);
    assertThat(bed.value("gdma", "sqs")).isEqualTo(1);
    assertThat(bed.value("gdma", "regions")).isZero();
    assertThat(new RawDriver(bed).pd()).isEqualTo(driver.pd());
  }

  @Test
  void aTimeoutReportIsAnsweredInItsVersion() {
    bed.write32(BarLayout.SMC_OFFSET + 24, 10_000);
    bed.write32(HEADER, SmcWindow.REPORT_HWC_TIMEOUT | 1 << 3);
    assertThat(bed.read32(HEADER)).isEqualTo(SmcWindow.REPORT_HWC_TIMEOUT | 1 << 3 | ANSWERED);
    assertThat(bed.events()).contains("10000 ms");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 6, 7})
  void typesThatDoNotExistAreRefused(int type) {
    bed.write32(HEADER, type);
    assertThat(bed.read32(HEADER)).isEqualTo(type | REFUSED);
    assertThat(bed.adapter.state()).isEqualTo(AdapterState.IDLE);
  }

  @Test
  void theWindowTakes64BitAccesses() {
    long page = bed.allocate(4L * AdapterBed.PAGE);
    long eq = page >>> 12;
    long cq = eq + 1;
    long rq = eq + 2;
    long sq = eq + 3;
    write64(0, eq | cq << 48);
    write64(8, cq >>> 16 | rq << 32);
    write64(16, rq >>> 32 | sq << 16);
    write64(24, (long) SmcWindow.ESTABLISH_HWC << 32);

    assertThat(bed.adapter.readBar(0, BarLayout.SMC_OFFSET + 24, 8) >>> 32)
        .isEqualTo(SmcWindow.ESTABLISH_HWC | ANSWERED);
    assertThat(bed.adapter.state()).isEqualTo(AdapterState.ACTIVE);
    assertThat(bed.get(page, 16)).as("first init event").isNotEqualTo(new byte[16]);
  }

  private void write64(int offset, long value) {
    bed.adapter.writeBar(0, BarLayout.SMC_OFFSET + offset, 8, value);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void narrowStoresAreCountedAndDoNothing(int size) {
    bed.adapter.writeBar(0, HEADER, size, SmcWindow.DESTROY_HWC);
    assertThat(bed.read32(HEADER)).isZero();
    assertThat(bed.incidents(Incident.REGISTER_ACCESS_MALFORMED)).isEqualTo(1);
  }

  @Test
  void framesBeyondGuestMemoryMakeAChannelThatIsSilent() {
    int answer =
        RawHwc.requestChannel(bed.adapter, -4096, 1L << 62, 0, AdapterBed.RAM - 4096, 0xffff);
    assertThat(answer).isEqualTo(SmcWindow.ESTABLISH_HWC | ANSWERED);
    assertThat(bed.interrupts).isEmpty();
    assertThat(bed.incidents(Incident.RING_NOT_MAPPED)).isEqualTo(11);
    assertThat(RawHwc.destroy(bed)).isEqualTo(SmcWindow.DESTROY_HWC | ANSWERED);
  }
}
