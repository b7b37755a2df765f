package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.adapter.Reply;
import org.manakin.packet.Packets;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryGfStatRequest;
import org.manakin.wire.mana.QueryGfStatResponse;

class QueryGfStatTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static final long ALL = (1L << 27) - 1;

  private static Ask ask(long mask, int version, int bytes) {
    return RawDriver.mana(ManaCommand.QUERY_GF_STAT, QueryGfStatRequest.SIZE)
        .expect(version, bytes)
        .set(QueryGfStatRequest.REQ_STATS, mask);
  }

  @Test
  void versionTwoReportsWhatWasAskedAsLinuxAsks() {
    Reply reply = bed.channel().send(ask(ALL, 2, 256)).ok();
    assertThat(reply.version()).isEqualTo(2);
    assertThat(reply.bytes()).isEqualTo(256);
    assertThat(reply.get(QueryGfStatResponse.REPORTED_STATS)).isEqualTo(ALL);
  }

  @Test
  void versionOneKnowsNoGdmaErrors() {
    Reply reply = bed.channel().send(ask(-1, 1, 248)).ok();
    assertThat(reply.version()).isEqualTo(1);
    assertThat(reply.bytes()).isEqualTo(248);
    assertThat(reply.get(QueryGfStatResponse.REPORTED_STATS)).isEqualTo(ALL >> 1);
  }

  @Test
  void countsWhatPassedBothWays() {
    RawDriver driver = new RawDriver(bed);
    PhaseReader eq = driver.makeEq(4096, 1);
    WqObject sq = driver.makeSq(eq, 4096, 4096);
    WqObject rq = driver.makeRq(eq, 4096, 4096);
    bed.channel().send(driver.configTx()).ok();
    bed.channel().send(driver.receiveInto(rq)).ok();
    byte[] frame = Packets.udp4().payload(100).build();
    driver.send(sq, frame);
    driver.arrive(frame);
    driver.postBuffer(rq, 2048);
    byte[] broadcast = frame.clone();
    Arrays.fill(broadcast, 0, 6, (byte) 0xff);
    driver.arrive(broadcast);

    Reply reply = bed.channel().send(ask(ALL, 2, 256)).ok();

    assertThat(reply.get(QueryGfStatResponse.HC_TX_UCAST_PKTS)).isEqualTo(1);
    assertThat(reply.get(QueryGfStatResponse.HC_TX_UCAST_BYTES)).isEqualTo(frame.length);
    assertThat(reply.get(QueryGfStatResponse.HC_TX_BYTES)).isEqualTo(frame.length);
    assertThat(reply.get(QueryGfStatResponse.RX_DISCARDS_NOWQE)).isEqualTo(1);
    assertThat(reply.get(QueryGfStatResponse.HC_RX_BCAST_PKTS)).isEqualTo(1);
    assertThat(reply.get(QueryGfStatResponse.HC_RX_MCAST_PKTS)).isZero();

    Reply some = bed.channel().send(ask(1 << 19, 2, 256)).ok();
    assertThat(some.get(QueryGfStatResponse.REPORTED_STATS)).isEqualTo(1 << 19);
    assertThat(some.get(QueryGfStatResponse.HC_TX_BYTES)).isEqualTo(frame.length);
    assertThat(some.get(QueryGfStatResponse.HC_TX_UCAST_PKTS)).as("not asked for").isZero();
  }
}
