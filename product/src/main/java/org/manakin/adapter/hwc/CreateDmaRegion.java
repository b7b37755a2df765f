package org.manakin.adapter.hwc;

import org.manakin.adapter.gdma.DmaRegion;
import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.wire.gdma.CreateDmaRegionRequest;
import org.manakin.wire.gdma.CreateDmaRegionResponse;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.Status;

/** CREATE_DMA_REGION: names pages of guest memory, all of them or the first of many. */
public final class CreateDmaRegion implements Command {
  private static final int SMALLEST_PAGE_SHIFT = 12;

  /** 2 GiB pages, the largest type that any driver knows. */
  private static final int LARGEST_PAGE_TYPE = 19;

  private final GdmaFunction function;

  public CreateDmaRegion(GdmaFunction function) {
    this.function = function;
  }

  @Override
  public int code() {
    return GdmaCommand.CREATE_DMA_REGION;
  }

  @Override
  public int requestSize() {
    return CreateDmaRegionRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();
    long length = CreateDmaRegionRequest.LENGTH.get(m, 0);
    long offset = CreateDmaRegionRequest.OFFSET_IN_PAGE.unsigned(m, 0);
    int type = CreateDmaRegionRequest.GDMA_PAGE_TYPE.get(m, 0);
    long count = CreateDmaRegionRequest.PAGE_COUNT.unsigned(m, 0);
    long listed = CreateDmaRegionRequest.PAGE_ADDR_LIST_LEN.unsigned(m, 0);
    if (type < 0 || type > LARGEST_PAGE_TYPE) {
      throw new Refusal(Status.INVALID_PARAMETER, "page type " + type);
    }
    int shift = SMALLEST_PAGE_SHIFT + type;
    if (!function.regions().roomFor(count)) {
      throw new Refusal(
          Status.INSUFFICIENT_RESOURCES, "no room for a region of " + count + " pages");
    }
    boolean covers = length > 0 && offset < 1L << shift && length <= (count << shift) - offset;
    if (!covers || listed > count) {
      throw new Refusal(
          Status.INVALID_PARAMETER,
          "%d pages of 2^%d bytes, %d of them listed, for %d bytes at offset %d"
              .formatted(count, shift, listed, length, offset));
    }
    DmaRegion region = new DmaRegion(length, (int) offset, shift, (int) count);
    region.addPages(PageList.read(request, CreateDmaRegionRequest.SIZE, listed, shift));
    CreateDmaRegionResponse.DMA_REGION_HANDLE.set(
        response.segment(), 0, function.regions().add(region));
    if (!region.complete()) {
      response.expectMore();
    }
  }
}
