package org.manakin.adapter.hwc;

import org.manakin.adapter.gdma.DmaRegion;
import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.wire.gdma.DmaRegionAddPagesRequest;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.Status;

/** DMA_REGION_ADD_PAGES: further pages of a region whose list did not fit one message. */
public final class DmaRegionAddPages implements Command {
  private final GdmaFunction function;

  public DmaRegionAddPages(GdmaFunction function) {
    this.function = function;
  }

  @Override
  public int code() {
    return GdmaCommand.DMA_REGION_ADD_PAGES;
  }

  @Override
  public int requestSize() {
    return DmaRegionAddPagesRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();
    DmaRegion region = Named.region(function, DmaRegionAddPagesRequest.DMA_REGION_HANDLE.get(m, 0));
    long listed = DmaRegionAddPagesRequest.PAGE_ADDR_LIST_LEN.unsigned(m, 0);
    if (listed == 0 || listed > region.missing()) {
      throw new Refusal(
          Status.INVALID_PARAMETER, listed + " pages, but " + region.missing() + " are missing");
    }
    region.addPages(
        PageList.read(request, DmaRegionAddPagesRequest.SIZE, listed, region.pageShift()));
    if (!region.complete()) {
      response.expectMore();
    }
  }
}
