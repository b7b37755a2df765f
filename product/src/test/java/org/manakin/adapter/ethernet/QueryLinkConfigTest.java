package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.Reply;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryLinkConfigRequest;
import org.manakin.wire.mana.QueryLinkConfigResponse;

class QueryLinkConfigTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static Ask ask(long vport) {
    return RawDriver.mana(ManaCommand.QUERY_LINK_CONFIG, QueryLinkConfigRequest.SIZE)
        .expect(2, QueryLinkConfigResponse.SIZE)
        .set(QueryLinkConfigRequest.VPORT, vport);
  }

  @Test
  void tellsTheSpeedOfTheLinkAndUnderTheClamp() {
    long vport = new RawDriver(bed).vport(0);
    Reply full = bed.channel().send(ask(vport)).ok();
    assertThat(full.bytes()).isEqualTo(48);
    assertThat(full.get(QueryLinkConfigResponse.QOS_SPEED_MBPS)).isEqualTo(200_000);
    assertThat(full.get(QueryLinkConfigResponse.LINK_SPEED_MBPS)).isEqualTo(200_000);
    bed.channel().send(SetBwClampTest.ask(vport, 1, 500)).ok();
    Reply clamped = bed.channel().send(ask(vport)).ok();
    assertThat(clamped.get(QueryLinkConfigResponse.QOS_SPEED_MBPS)).isEqualTo(200_000);
    assertThat(clamped.get(QueryLinkConfigResponse.LINK_SPEED_MBPS)).isEqualTo(500);
  }

  @Test
  void anUnknownVportIsRefused() {
    RawDriver.assertRefused(bed, ask(0), Status.INVALID_HANDLE);
  }
}
