package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.loop.Station.settle;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manakin.adapter.ServiceEvent;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.ServiceListener;
import org.manakin.driver.VportConfig;
import org.manakin.packet.Packets;

/** What the host can tell the driver, and the limits it can set. */
class ServiceEventTest {
  private final ManualClock clock = new ManualClock();
  private final Station a = open(1);
  private final Station b = open(2);
  private final List<String> heard = new ArrayList<>();

  private Station open(int number) {
    return Station.open(
        Station.ethernet(number), DriverConfig.full(), VportConfig.pairs(1), 2048, 128, clock);
  }

  @BeforeEach
  void listen() {
    Station.join(a, b);
    a.device.listen(
        new ServiceListener() {
          @Override
          public void linkUp(int index) {
            heard.add("up " + index);
          }

          @Override
          public void linkDown(int index) {
            heard.add("down " + index);
          }

          @Override
          public void resetRequested(int data) {
            heard.add("reset " + data);
          }

          @Override
          public void fpgaReconfiguration(int data) {
            heard.add("fpga");
          }

          @Override
          public void socService(int type, int value) {
            heard.add("soc " + type);
          }

          @Override
          public void timeoutChanged(int millis) {
            heard.add("timeout " + millis);
          }

          @Override
          public void unknownEvent(int type, int data) {
            heard.add("unknown " + type);
          }
        });
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  @Test
  void everyEventReachesTheListenerOnceAndInOrder() {
    assertThat(a.adapter.raise(new ServiceEvent.Link(0, false))).isTrue();
    a.adapter.raise(new ServiceEvent.Link(0, true));
    a.adapter.raise(new ServiceEvent.RdmaService(true));
    a.adapter.raise(new ServiceEvent.RdmaService(false));
    a.adapter.raise(new ServiceEvent.ResetRequest());
    a.adapter.raise(new ServiceEvent.FpgaReconfiguration());
    assertThat(heard).isEmpty();
    a.device.work();
    assertThat(heard).containsExactly("down 0", "up 0", "soc 1", "soc 2", "reset 0", "fpga");
    a.device.work();
    assertThat(heard).hasSize(6);
  }

  @Test
  void aNewTimeoutIsInForceAtOnce() {
    a.adapter.raise(new ServiceEvent.HwcTimeout(1234));
    a.device.work();
    assertThat(heard).containsExactly("timeout 1234");
    assertThat(a.device.hwc().timeoutMillis()).isEqualTo(1234);
  }

  @Test
  void eventsThatArriveDuringACommandWaitForWork() {
    a.adapter.raise(new ServiceEvent.Link(0, false));
    a.device.statistics();
    assertThat(heard).isEmpty();
    a.device.work();
    assertThat(heard).containsExactly("down 0");
  }

  @Test
  void theDriverCanAskForAResetRequestToItself() {
    a.device.gdma().generateResetRequestEqe(a.device.hwc().parameters().eqId(), 1);
    a.device.work();
    assertThat(heard).containsExactly("reset 1");
  }

  @Test
  void manyEventsWrapTheHardwareChannelsEventRing() {
    for (int i = 0; i < 1000; i++) {
      a.adapter.raise(new ServiceEvent.Link(0, i % 2 == 0));
      a.device.work();
    }
    assertThat(heard).hasSize(1000);
    assertThat(heard.getLast()).isEqualTo("down 0");
  }

  @Test
  void withoutADriverNobodyIsTold() {
    a.device.close();
    assertThat(a.adapter.raise(new ServiceEvent.ResetRequest())).isFalse();
  }

  @Test
  void aClampHoldsTheRateAndCanBeLifted() {
    a.vport().clampBandwidth(100);
    assertThat(a.vport().link().currentMbps()).isEqualTo(100);
    byte[] frame = Packets.udp4().macs(0x020000000001L, 0x020000000002L).payload(1250 - 42).build();
    for (int i = 0; i < 100; i++) {
      a.send(frame);
    }
    // 100 Mbit/s are ten such frames a millisecond.
    settle(a, b);
    assertThat(b.received.size()).isLessThanOrEqualTo(11);
    for (int ms = 1; ms <= 5; ms++) {
      for (int step = 0; step < 10; step++) {
        clock.advanceMicros(100);
        settle(a, b);
      }
      assertThat(b.received.size()).as("after %d ms", ms).isBetween(10 * ms - 1, 10 * ms + 12);
    }
    a.vport().clampBandwidth(0);
    settle(a, b);
    assertThat(b.received).hasSize(100);
    assertThat(a.completions).hasSize(100);
  }
}
