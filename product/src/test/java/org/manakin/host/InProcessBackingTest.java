package org.manakin.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.manakin.adapter.AdapterConfig;
import org.manakin.adapter.AdapterState;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.adapter.pci.BarLayout;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.observe.Clock;
import org.manakin.packet.MacAddress;
import org.manakin.wire.gdma.SmcWindow;

class InProcessBackingTest {
  private static final int PAGE = 4096;

  @Test
  void aVectorBeyondTheTableIsNobodys() {
    EthernetConfig ethernet = EthernetConfig.of(MacAddress.parse("02:00:00:00:00:01"));
    InProcessBacking backing =
        new InProcessBacking(new AdapterConfig("test", ethernet), Clock.SYSTEM, 1 << 20);
    DmaBuffer page = backing.allocate(PAGE);
    MemorySegment window = MemorySegment.ofArray(new byte[SmcWindow.SIZE]);
    SmcWindow.EQ.set(window, 0, page.address() / PAGE);
    SmcWindow.MSIX_INDEX.set(window, 0, 0xffff);
    SmcWindow.HEADER.set(window, 0, SmcWindow.MSG_TYPE.place(SmcWindow.ESTABLISH_HWC));
    for (int i = 0; i < SmcWindow.SIZE; i += Integer.BYTES) {
      backing.write32(BarLayout.SMC_OFFSET + i, window.get(ValueLayout.JAVA_INT_UNALIGNED, i));
    }
    assertThat(backing.adapter().state()).isEqualTo(AdapterState.ACTIVE);
  }
}
