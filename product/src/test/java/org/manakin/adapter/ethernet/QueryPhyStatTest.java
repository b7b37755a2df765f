package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.adapter.Reply;
import org.manakin.packet.Packets;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryPhyStatRequest;
import org.manakin.wire.mana.QueryPhyStatResponse;

class QueryPhyStatTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  @Test
  void countsTrafficInClassZero() {
    RawDriver driver = new RawDriver(bed);
    WqObject sq = driver.makeSq(driver.makeEq(4096, 1), 4096, 4096);
    bed.channel().send(driver.configTx()).ok();
    byte[] frame = Packets.udp4().payload(100).build();
    driver.send(sq, frame);
    driver.arrive(frame);

    Reply reply =
        bed.channel()
            .send(
                RawDriver.mana(ManaCommand.QUERY_PHY_STAT, QueryPhyStatRequest.SIZE)
                    .expect(1, QueryPhyStatResponse.SIZE))
            .ok();

    assertThat(reply.bytes()).isEqualTo(440);
    assertThat(reply.get(QueryPhyStatResponse.TX_PKT_TC_PHY)).isEqualTo(1);
    assertThat(reply.get(QueryPhyStatResponse.TX_BYTE_TC_PHY)).isEqualTo(frame.length);
    assertThat(reply.get(QueryPhyStatResponse.RX_PKT_DROP_PHY)).isEqualTo(1);
    assertThat(reply.get(QueryPhyStatResponse.RX_PAUSE_TC_PHY)).isZero();
  }
}
