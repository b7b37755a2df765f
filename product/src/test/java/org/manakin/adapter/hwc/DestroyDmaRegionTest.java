package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.RawDriver;
import org.manakin.wire.gdma.DestroyDmaRegionRequest;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.Status;

class DestroyDmaRegionTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static Ask ask(long handle) {
    return Ask.of(GdmaCommand.DESTROY_DMA_REGION, DestroyDmaRegionRequest.SIZE)
        .set(DestroyDmaRegionRequest.DMA_REGION_HANDLE, handle);
  }

  @Test
  void forgetsTheRegionOnce() {
    var before = bed.channel().send(ask(1)).status();
    assertThat(before).isEqualTo(Status.INVALID_HANDLE);
    var empty = bed.objects();
    long handle = RawDriver.makeRegion(bed, bed.allocate(4096));
    assertThat(bed.channel().send(ask(handle)).ok().bytes()).isEqualTo(32);
    assertThat(bed.objects()).isEqualTo(empty);
    RawDriver.assertRefused(bed, ask(handle), Status.INVALID_HANDLE);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, 1L << 32})
  void whatIsNoRegionIsRefused(long handle) {
    RawDriver.assertRefused(bed, ask(handle), Status.INVALID_HANDLE);
  }
}
