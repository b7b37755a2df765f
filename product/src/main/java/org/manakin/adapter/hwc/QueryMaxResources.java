package org.manakin.adapter.hwc;

import org.manakin.adapter.gdma.Limits;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.QueryMaxResourcesResponse;
import org.manakin.wire.gdma.RequestHeader;

/**
 * QUERY_MAX_RESOURCES: how many objects of each kind the function has; the tables enforce the same
 * numbers.
 */
public final class QueryMaxResources implements Command {
  private final Limits limits;

  public QueryMaxResources(Limits limits) {
    this.limits = limits;
  }

  @Override
  public int code() {
    return GdmaCommand.QUERY_MAX_RESOURCES;
  }

  @Override
  public int requestSize() {
    return RequestHeader.SIZE;
  }

  @Override
  public void execute(Request request, Response response) {
    var m = response.segment();
    QueryMaxResourcesResponse.MAX_SQ.set(m, 0, limits.sqs());
    QueryMaxResourcesResponse.MAX_RQ.set(m, 0, limits.rqs());
    QueryMaxResourcesResponse.MAX_CQ.set(m, 0, limits.cqs());
    QueryMaxResourcesResponse.MAX_EQ.set(m, 0, limits.eqs());
    QueryMaxResourcesResponse.MAX_DB.set(m, 0, limits.doorbellPages());
    QueryMaxResourcesResponse.MAX_MST.set(m, 0, limits.regions());
    QueryMaxResourcesResponse.MAX_CQ_MOD_CTX.set(m, 0, limits.cqs());
    QueryMaxResourcesResponse.MAX_MOD_CQ.set(m, 0, limits.cqs());
    QueryMaxResourcesResponse.MAX_MSIX.set(m, 0, limits.vectors());
  }
}
