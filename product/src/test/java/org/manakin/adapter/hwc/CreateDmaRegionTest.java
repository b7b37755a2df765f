package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.Reply;
import org.manakin.wire.gdma.CreateDmaRegionRequest;
import org.manakin.wire.gdma.CreateDmaRegionResponse;
import org.manakin.wire.gdma.Status;

class CreateDmaRegionTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private Ask ask() {
    return RawDriver.region(bed.allocate(4096), bed.allocate(4096));
  }

  private void assertRefused(Ask ask, int status) {
    RawDriver.assertRefused(bed, ask, status);
  }

  @Test
  void givesAHandleThatIsNotZero() {
    Reply reply = bed.channel().send(ask()).ok();
    assertThat(reply.bytes()).isEqualTo(40);
    assertThat(reply.get(CreateDmaRegionResponse.DMA_REGION_HANDLE)).isNotZero();
    assertThat(bed.value("gdma", "region_pages")).isEqualTo(2);
  }

  @Test
  void aListThatIsNotCompleteAsksForMore() {
    Reply reply = bed.channel().send(ask().set(CreateDmaRegionRequest.PAGE_COUNT, 3));
    assertThat(reply.status()).isEqualTo(Status.MORE_ENTRIES);
    assertThat(reply.get(CreateDmaRegionResponse.DMA_REGION_HANDLE)).isNotZero();
  }

  @Test
  void largerPagesAreTakenWhereAligned() {
    Ask ask =
        RawDriver.region(0x20_0000)
            .set(CreateDmaRegionRequest.GDMA_PAGE_TYPE, 9)
            .set(CreateDmaRegionRequest.LENGTH, 0x1f_0000)
            .set(CreateDmaRegionRequest.OFFSET_IN_PAGE, 0x1_0000);
    bed.channel().send(ask).ok();
    assertRefused(ask.list(64, 0x10_0000), Status.INVALID_ADDRESS);
  }

  @Test
  void moreListedThanThereAreIsRefused() {
    assertRefused(ask().set(CreateDmaRegionRequest.PAGE_COUNT, 1), Status.INVALID_PARAMETER);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 8193, Long.MIN_VALUE, Long.MAX_VALUE})
  void aLengthThatThePagesDoNotCoverIsRefused(long length) {
    assertRefused(ask().set(CreateDmaRegionRequest.LENGTH, length), Status.INVALID_PARAMETER);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4096, -1})
  void anOffsetThatLeavesTooLittleIsRefused(int offset) {
    assertRefused(
        ask().set(CreateDmaRegionRequest.OFFSET_IN_PAGE, offset), Status.INVALID_PARAMETER);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 20, Integer.MIN_VALUE})
  void aPageTypeThatDoesNotExistIsRefused(int type) {
    assertRefused(ask().set(CreateDmaRegionRequest.GDMA_PAGE_TYPE, type), Status.INVALID_PARAMETER);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, (1 << 20) + 1})
  void hugeCountsAreRefused(int count) {
    assertRefused(
        ask().set(CreateDmaRegionRequest.PAGE_COUNT, count), Status.INSUFFICIENT_RESOURCES);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3, 505})
  void aListLongerThanTheMessageIsRefused(int listed) {
    assertRefused(
        ask()
            .set(CreateDmaRegionRequest.PAGE_COUNT, 600)
            .set(CreateDmaRegionRequest.PAGE_ADDR_LIST_LEN, listed),
        listed < 0 ? Status.INVALID_PARAMETER : Status.INFO_LENGTH_MISMATCH);
  }

  @Test
  void anAddressInsideAPageIsRefused() {
    assertRefused(RawDriver.region(bed.allocate(4096) + 8), Status.INVALID_ADDRESS);
  }

  /** Open ends of regions cannot fill the host's memory. */
  @Test
  void thePagesOfAllRegionsTogetherAreBounded() {
    Ask half =
        RawDriver.region()
            .set(CreateDmaRegionRequest.PAGE_COUNT, 1 << 19)
            .set(CreateDmaRegionRequest.LENGTH, 4096L << 19);
    assertThat(bed.channel().send(half).status()).isEqualTo(Status.MORE_ENTRIES);
    assertThat(bed.channel().send(half).status()).isEqualTo(Status.MORE_ENTRIES);
    assertRefused(ask(), Status.INSUFFICIENT_RESOURCES);
  }
}
