package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.Reply;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.QueryMaxResourcesResponse;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.Status;

class QueryMaxResourcesTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static Ask ask() {
    return Ask.of(GdmaCommand.QUERY_MAX_RESOURCES, RequestHeader.SIZE)
        .expect(1, QueryMaxResourcesResponse.SIZE);
  }

  @Test
  void fourPairsFitWithTheirQueuesAndTheChannels() {
    Reply reply = bed.channel().send(ask()).ok();
    assertThat(reply.bytes()).isEqualTo(72);
    assertThat(reply.get(QueryMaxResourcesResponse.STATUS)).isZero();
    assertThat(reply.get(QueryMaxResourcesResponse.MAX_SQ)).isGreaterThanOrEqualTo(4);
    assertThat(reply.get(QueryMaxResourcesResponse.MAX_RQ)).isGreaterThanOrEqualTo(4);
    assertThat(reply.get(QueryMaxResourcesResponse.MAX_CQ)).isGreaterThanOrEqualTo(9);
    assertThat(reply.get(QueryMaxResourcesResponse.MAX_EQ)).isGreaterThanOrEqualTo(4);
    assertThat(reply.get(QueryMaxResourcesResponse.MAX_MSIX)).isEqualTo(bed.adapter.vectors());
  }

  @Test
  void driversNeedTwoVectorsEvenForOneQueue() {
    AdapterBed small = new AdapterBed(config -> config.withQueues(1));
    assertThat(small.channel().send(ask()).ok().get(QueryMaxResourcesResponse.MAX_MSIX))
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void theLimitOfEqsIsTheOneReported() {
    RawDriver driver = new RawDriver(bed);
    int max = bed.channel().send(ask()).ok().get(QueryMaxResourcesResponse.MAX_EQ);
    for (int i = 1; i < max; i++) {
      driver.makeEq(4096, 0);
    }
    long region = RawDriver.makeRegion(bed, bed.allocate(4096));
    RawDriver.assertRefused(bed, driver.createEq(region, 4096, 0), Status.INSUFFICIENT_RESOURCES);
  }
}
