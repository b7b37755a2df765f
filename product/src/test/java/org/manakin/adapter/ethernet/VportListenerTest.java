package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;
import org.manakin.wire.mana.ConfigVportRxRequest;

class VportListenerTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);
  private final PhaseReader eq = driver.makeEq(4096, 1);
  private final WqObject rq = driver.makeRq(eq, 4096, 4096);
  private final List<String> told = new ArrayList<>();
  private boolean takesMissed;

  @BeforeEach
  void listen() {
    bed.adapter
        .port(0)
        .listen(
            new VportListener() {
              @Override
              public void receiving(boolean on) {
                told.add(on ? "on" : "off");
              }

              @Override
              public void released() {
                told.add("released");
              }

              @Override
              public boolean missed(Frame frame) {
                told.add("missed");
                return takesMissed;
              }
            });
  }

  private void receive(boolean on) {
    var ask = driver.receiveInto(rq);
    bed.channel().send(on ? ask : ask.set(ConfigVportRxRequest.RX_ENABLE, 0)).ok();
  }

  private void arrive() {
    bed.adapter.port(0).deliver(Packets.frame(Packets.udp4().build()));
  }

  @Test
  void hearsOfReceivingOnceForEachChange() {
    receive(true);
    receive(true);
    receive(false);
    receive(false);
    assertThat(told).containsExactly("on", "off");
    assertThat(bed.adapter.port(0).receiving()).isFalse();
  }

  @Test
  void hearsThatTheDriverIsGone() {
    receive(true);
    bed.adapter.reset();
    bed.forgetChannel();
    assertThat(told).containsExactly("on", "off", "released");
  }

  @Test
  void aFrameThatNobodyReceivesIsOfferedToTheListener() {
    takesMissed = true;
    driver.postBuffer(rq, 2048);
    arrive();
    receive(true);
    receive(false);
    arrive();
    assertThat(told).containsExactly("missed", "on", "off", "missed");
    assertThat(bed.counter(EthernetCounter.RX_ERR_VPORT_DISABLED)).isZero();
    assertThat(rq.cq().poll()).isNull();
  }

  @Test
  void aFrameThatTheListenerDoesNotTakeIsCounted() {
    arrive();
    assertThat(told).containsExactly("missed");
    assertThat(bed.counter(EthernetCounter.RX_ERR_VPORT_DISABLED)).isEqualTo(1);
  }
}
