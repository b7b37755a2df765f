package org.manakin.adapter.hwc;

import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.QueryHwcTimeoutRequest;
import org.manakin.wire.gdma.QueryHwcTimeoutResponse;

/**
 * QUERY_HWC_TIMEOUT: how long a driver should wait for a response; it takes our word for all that
 * follow.
 */
public final class QueryHwcTimeout implements Command {
  /** What drivers use by themselves; nothing here takes longer than milliseconds. */
  private static final int TIMEOUT_MS = 30_000;

  @Override
  public int code() {
    return GdmaCommand.QUERY_HWC_TIMEOUT;
  }

  @Override
  public int requestSize() {
    return QueryHwcTimeoutRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) {
    QueryHwcTimeoutResponse.TIMEOUT_MS.set(response.segment(), 0, TIMEOUT_MS);
  }
}
