package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.Reply;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.QueryHwcTimeoutRequest;
import org.manakin.wire.gdma.QueryHwcTimeoutResponse;

class QueryHwcTimeoutTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  @Test
  void namesATimeThatIsNotZero() {
    Reply reply =
        bed.channel()
            .send(
                Ask.of(GdmaCommand.QUERY_HWC_TIMEOUT, QueryHwcTimeoutRequest.SIZE)
                    .expect(1, QueryHwcTimeoutResponse.SIZE)
                    .set(QueryHwcTimeoutRequest.TIMEOUT_MS, 1))
            .ok();
    assertThat(reply.bytes()).isEqualTo(40);
    assertThat(reply.get(QueryHwcTimeoutResponse.TIMEOUT_MS)).isEqualTo(30_000);
  }
}
