package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.Reply;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryDevConfigRequest;
import org.manakin.wire.mana.QueryDevConfigResponse;

class QueryDevConfigTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static Ask ask(int version, int bytes) {
    return RawDriver.mana(ManaCommand.QUERY_DEV_CONFIG, QueryDevConfigRequest.SIZE)
        .expect(version, bytes);
  }

  /** Version by version as the drivers ask; older ones take the MTU from version 2 exactly. */
  @ParameterizedTest
  @CsvSource({"1, 72", "2, 80", "3, 80", "4, 80"})
  void answersInTheVersionAskedFor(int version, int bytes) {
    Reply reply = bed.channel().send(ask(version, bytes)).ok();
    assertThat(reply.version()).isEqualTo(version);
    assertThat(reply.bytes()).isEqualTo(bytes);
    assertThat(reply.get(QueryDevConfigResponse.PF_CAP_FLAGS1)).isEqualTo(1 << 5);
    assertThat(reply.get(QueryDevConfigResponse.MAX_NUM_VPORTS)).isEqualTo(1);
    assertThat(reply.get(QueryDevConfigResponse.BM_HOSTMODE)).isZero();
    if (version >= 2) {
      assertThat(reply.get(QueryDevConfigResponse.ADAPTER_MTU)).isEqualTo(9014);
      assertThat(reply.get(QueryDevConfigResponse.ADAPTER_LINK_SPEED_MBPS))
          .isEqualTo(version == 4 ? 200_000 : 0);
    }
  }

  @Test
  void neverAnswersAboveVersionFour() {
    assertThat(bed.channel().send(ask(9, 80)).ok().version()).isEqualTo(4);
  }

  @Test
  void isAnsweredBeforeAndAfterRegistration() {
    bed.channel().send(ask(3, 80)).ok();
    assertThat(new RawDriver(bed).pd()).isPositive();
    bed.channel().send(ask(3, 80)).ok();
  }
}
