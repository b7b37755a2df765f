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
import org.manakin.wire.gdma.CreateQueueRequest;
import org.manakin.wire.gdma.CreateQueueResponse;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.Status;

class CreateQueueTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);

  private Ask ask() {
    return driver.createEq(RawDriver.makeRegion(bed, driver.pages(8192)), 8192, 1);
  }

  @Test
  void makesAnArmedEqAndConsumesTheRegion() {
    Reply reply = bed.channel().send(ask()).ok();
    int id = reply.get(CreateQueueResponse.QUEUE_INDEX);
    assertThat(reply.bytes()).isEqualTo(36);
    assertThat(id).isBetween(0, 0xffff);
    assertThat(bed.value("gdma", "regions")).isZero();
    assertThat(bed.value("gdma", "eq" + id, "entries")).isEqualTo(512);
    assertThat(bed.tree().toString()).contains("eq" + id + "={entries=512, vector=1");
  }

  @Test
  void otherQueueTypesAreRefused() {
    for (int type : new int[] {0, QueueType.SQ, QueueType.RQ, QueueType.CQ, 5, -1}) {
      RawDriver.assertRefused(
          bed, ask().set(CreateQueueRequest.TYPE, type), Status.INVALID_PARAMETER);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 5, 0xffff, Integer.MIN_VALUE})
  void aVectorThatDoesNotExistIsRefused(int vector) {
    RawDriver.assertRefused(
        bed, ask().set(CreateQueueRequest.EQ_PCI_MSIX_INDEX, vector), Status.INVALID_PARAMETER);
  }

  @Test
  void aForeignDomainOrPageIsRefused() {
    RawDriver.assertRefused(bed, ask().set(CreateQueueRequest.PDID, 99), Status.INVALID_PARAMETER);
    RawDriver.assertRefused(
        bed, ask().set(CreateQueueRequest.DOORBELL_ID, 0), Status.INVALID_PARAMETER);
  }

  @Test
  void aRegionThatDoesNotExistOrIsConsumedIsRefused() {
    RawDriver.assertRefused(
        bed, ask().set(CreateQueueRequest.GDMA_REGION, 12345), Status.INVALID_HANDLE);
    RawDriver.assertRefused(
        bed, ask().set(CreateQueueRequest.GDMA_REGION, 0), Status.INVALID_HANDLE);
    Ask ask = ask();
    bed.channel().send(ask).ok();
    RawDriver.assertRefused(bed, ask, Status.INVALID_HANDLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -16, 8, 8200, 12288, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aSizeThatDoesNotFitTheRegionIsRefused(int bytes) {
    RawDriver.assertRefused(
        bed, ask().set(CreateQueueRequest.QUEUE_SIZE, bytes), Status.INVALID_PARAMETER);
  }

  @Test
  void anIncompleteRegionIsRefused() {
    long handle =
        bed.channel()
            .send(
                RawDriver.region(bed.allocate(4096))
                    .set(CreateDmaRegionRequest.PAGE_COUNT, 2)
                    .set(CreateDmaRegionRequest.LENGTH, 8192))
            .get(CreateDmaRegionResponse.DMA_REGION_HANDLE);
    RawDriver.assertRefused(bed, driver.createEq(handle, 8192, 1), Status.INVALID_DEVICE_STATE);
  }

  @Test
  void beforeRegistrationItIsRefused() {
    AdapterBed fresh = new AdapterBed();
    long region = RawDriver.makeRegion(fresh, fresh.allocate(4096));
    RawDriver.assertRefused(fresh, driver.createEq(region, 4096, 1), Status.INVALID_PARAMETER);
  }
}
