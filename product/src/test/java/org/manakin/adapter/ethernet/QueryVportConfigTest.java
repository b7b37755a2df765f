package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.Reply;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryVportConfigRequest;
import org.manakin.wire.mana.QueryVportConfigResponse;

class QueryVportConfigTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed(config -> config.withVports(2));

  private static Ask ask(int index) {
    return RawDriver.mana(ManaCommand.QUERY_VPORT_CONFIG, QueryVportConfigRequest.SIZE)
        .expect(1, QueryVportConfigResponse.SIZE)
        .set(QueryVportConfigRequest.VPORT_INDEX, index);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void tellsQueuesTableAndAddress(int index) {
    Reply reply = bed.channel().send(ask(index)).ok();
    assertThat(reply.bytes()).isEqualTo(64);
    assertThat(reply.get(QueryVportConfigResponse.MAX_NUM_SQ)).isEqualTo(4);
    assertThat(reply.get(QueryVportConfigResponse.MAX_NUM_RQ)).isEqualTo(4);
    assertThat(reply.get(QueryVportConfigResponse.NUM_INDIRECTION_ENT)).isEqualTo(64);
    assertThat(reply.get(QueryVportConfigResponse.MAC_ADDR))
        .containsExactly(2, 0, 0, 0, 0, 1 + index);
  }

  @Test
  void everyVportHasAHandleOfItsOwn() {
    assertThat(bed.channel().send(ask(0)).ok().get(QueryVportConfigResponse.VPORT))
        .isNotEqualTo(bed.channel().send(ask(1)).ok().get(QueryVportConfigResponse.VPORT));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 256, -1, Integer.MIN_VALUE})
  void aVportThatDoesNotExistIsRefused(int index) {
    RawDriver.assertRefused(bed, ask(index), Status.INVALID_PARAMETER);
  }
}
