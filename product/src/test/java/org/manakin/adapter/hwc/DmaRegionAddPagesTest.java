package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.Reply;
import org.manakin.wire.gdma.CreateDmaRegionRequest;
import org.manakin.wire.gdma.CreateDmaRegionResponse;
import org.manakin.wire.gdma.DmaRegionAddPagesRequest;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.Status;

class DmaRegionAddPagesTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private long open(int pages) {
    Reply reply =
        bed.channel()
            .send(
                RawDriver.region(bed.allocate(4096))
                    .set(CreateDmaRegionRequest.PAGE_COUNT, pages)
                    .set(CreateDmaRegionRequest.LENGTH, pages * 4096L));
    assertThat(reply.status()).isEqualTo(Status.MORE_ENTRIES);
    return reply.get(CreateDmaRegionResponse.DMA_REGION_HANDLE);
  }

  private static Ask ask(long handle, long... pages) {
    int fixed = DmaRegionAddPagesRequest.SIZE;
    return Ask.of(GdmaCommand.DMA_REGION_ADD_PAGES, fixed + 8 * pages.length)
        .set(DmaRegionAddPagesRequest.DMA_REGION_HANDLE, handle)
        .set(DmaRegionAddPagesRequest.PAGE_ADDR_LIST_LEN, pages.length)
        .list(fixed, pages);
  }

  @Test
  void theLastPageCompletesTheRegion() {
    RawDriver driver = new RawDriver(bed);
    long handle = open(3);
    Reply reply = bed.channel().send(ask(handle, bed.allocate(4096)));
    assertThat(reply.status()).isEqualTo(Status.MORE_ENTRIES);
    assertThat(reply.bytes()).isEqualTo(32);
    bed.channel().send(ask(handle, bed.allocate(4096))).ok();
    bed.channel().send(driver.createEq(handle, 12288, 1)).ok();
  }

  @Test
  void aFullMessageOf505PagesIsTaken() {
    long[] pages = new long[505];
    Arrays.fill(pages, AdapterBed.RAM);
    bed.channel().send(ask(open(506), pages)).ok();
  }

  @Test
  void morePagesThanAreMissingAreRefused() {
    long handle = open(2);
    long page = bed.allocate(4096);
    RawDriver.assertRefused(bed, ask(handle, page, page), Status.INVALID_PARAMETER);
    RawDriver.assertRefused(bed, ask(handle), Status.INVALID_PARAMETER);
    bed.channel().send(ask(handle, page)).ok();
    RawDriver.assertRefused(bed, ask(handle, page), Status.INVALID_PARAMETER);
  }

  @Test
  void aListLongerThanTheMessageIsRefused() {
    Ask ask = ask(open(9), bed.allocate(4096));
    RawDriver.assertRefused(
        bed, ask.set(DmaRegionAddPagesRequest.PAGE_ADDR_LIST_LEN, 2), Status.INFO_LENGTH_MISMATCH);
    RawDriver.assertRefused(
        bed, ask.set(DmaRegionAddPagesRequest.PAGE_ADDR_LIST_LEN, -1), Status.INVALID_PARAMETER);
  }

  @Test
  void unknownRegionsAndCrookedAddressesAreRefused() {
    RawDriver.assertRefused(bed, ask(99, bed.allocate(4096)), Status.INVALID_HANDLE);
    RawDriver.assertRefused(bed, ask(open(2), 0x1234), Status.INVALID_ADDRESS);
  }
}
