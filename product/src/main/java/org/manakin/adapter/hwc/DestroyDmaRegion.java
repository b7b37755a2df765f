package org.manakin.adapter.hwc;

import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.wire.gdma.DestroyDmaRegionRequest;
import org.manakin.wire.gdma.GdmaCommand;

/** DESTROY_DMA_REGION: forgets a region that no queue has consumed. */
public final class DestroyDmaRegion implements Command {
  private final GdmaFunction function;

  public DestroyDmaRegion(GdmaFunction function) {
    this.function = function;
  }

  @Override
  public int code() {
    return GdmaCommand.DESTROY_DMA_REGION;
  }

  @Override
  public int requestSize() {
    return DestroyDmaRegionRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    long handle = DestroyDmaRegionRequest.DMA_REGION_HANDLE.get(request.segment(), 0);
    Named.region(function, handle);
    function.regions().remove(handle);
  }
}
