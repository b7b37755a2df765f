package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.adapter.RawHwc;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.SetBwClampRequest;
import org.manakin.wire.mana.SetBwClampResponse;

class SetBwClampTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);
  private final long vport = driver.vport(0);

  static Ask ask(long vport, int enable, int mbps) {
    return RawDriver.mana(ManaCommand.SET_BW_CLAMP, SetBwClampRequest.SIZE)
        .expect(1, SetBwClampResponse.SIZE)
        .set(SetBwClampRequest.VPORT, vport)
        .set(SetBwClampRequest.ENABLE_CLAMPING, enable)
        .set(SetBwClampRequest.LINK_SPEED_MBPS, mbps);
  }

  private WqObject sender() {
    WqObject sq = driver.makeSq(driver.makeEq(4096, 1), 16384, 16384);
    bed.channel().send(driver.configTx()).ok();
    return sq;
  }

  @Test
  void setsAndRemovesTheLimit() {
    assertThat(bed.channel().send(ask(vport, 1, 100)).ok().bytes()).isEqualTo(40);
    assertThat(bed.value("ethernet", "vport0", "clamp_mbps")).isEqualTo(100);
    bed.channel().send(ask(vport, 0, 0)).ok();
    assertThat(bed.value("ethernet", "vport0", "clamp_mbps")).isZero();
  }

  /** 1000 bytes at 100 Mbit/s take 80 microseconds. */
  @Test
  void framesGoAtTheRateOfTheClamp() {
    WqObject sq = sender();
    bed.channel().send(ask(vport, 1, 100)).ok();
    byte[] frame = Packets.udp4().payload(1000 - 42).build();
    for (int i = 0; i < 20; i++) {
      driver.send(sq, frame);
    }
    assertThat(bed.wire.frames).hasSize(1);
    for (int i = 2; i <= 20; i++) {
      bed.pass(80_100);
      assertThat(bed.wire.frames).hasSize(i);
    }
    assertThat(sq.cq().takeAll()).hasSize(20);
  }

  @Test
  void whatWaitsGoesWhenTheLimitIsRaisedOrRemoved() {
    WqObject sq = sender();
    bed.channel().send(ask(vport, 1, 1)).ok();
    byte[] frame = Packets.udp4().payload(8000).build();
    for (int i = 0; i < 3; i++) {
      driver.send(sq, frame);
    }
    assertThat(bed.wire.frames).hasSize(1);
    bed.channel().send(ask(vport, 1, 100_000)).ok();
    bed.pass(1_000);
    assertThat(bed.wire.frames).as("under the higher limit").hasSizeGreaterThan(1);
    bed.channel().send(ask(vport, 0, 0)).ok();
    bed.work();
    assertThat(bed.wire.frames).hasSize(3);
  }

  @Test
  void nothingOfItOutlivesTheChannel() {
    WqObject sq = sender();
    bed.channel().send(ask(vport, 1, 1)).ok();
    driver.send(sq, Packets.udp4().payload(8000).build());
    driver.send(sq, Packets.udp4().build());
    assertThat(bed.adapter.nextDeadline()).isNotEqualTo(Long.MAX_VALUE);
    assertThat(RawHwc.destroy(bed)).isEqualTo(2 | 1 << 7);
    assertThat(bed.adapter.nextDeadline()).as("an idle host sleeps").isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    RawDriver.assertRefused(bed, ask(vport, 1, 0), Status.INVALID_PARAMETER);
    RawDriver.assertRefused(bed, ask(vport, 1, -1), Status.INVALID_PARAMETER);
    RawDriver.assertRefused(bed, ask(vport, 1, 200_100), Status.INVALID_PARAMETER);
    RawDriver.assertRefused(bed, ask(0, 1, 100), Status.INVALID_HANDLE);
  }
}
