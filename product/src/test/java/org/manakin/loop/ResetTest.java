package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.manakin.loop.Station.settle;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manakin.adapter.Adapter;
import org.manakin.adapter.AdapterState;
import org.manakin.adapter.ServiceEvent;
import org.manakin.driver.DeviceTimeoutException;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.DriverException;
import org.manakin.driver.ManaDevice;
import org.manakin.driver.VportConfig;
import org.manakin.observe.Clock;
import org.manakin.observe.Node;
import org.manakin.packet.Packets;

/** The device goes away under a working driver: by reset, by FLR, in the middle of traffic. */
class ResetTest {
  private static final int EXPRESS_CAPABILITY = 0x10;
  private static final int INITIATE_FLR = 0x8000;

  private final DriverConfig driver = DriverConfig.full();
  private final Station a = Station.open(1);
  private final Station b =
      Station.open(Station.ethernet(2), driver, VportConfig.pairs(2), 2048, 32);

  @BeforeEach
  void join() {
    Station.join(a, b);
  }

  @AfterEach
  void close() {
    a.close();
  }

  private static byte[] frame() {
    return Packets.udp4().macs(0x020000000001L, 0x020000000002L).payload(100).build();
  }

  private static void functionLevelReset(Adapter adapter) {
    int at = (int) adapter.readConfig(0x34, 1);
    while (adapter.readConfig(at, 1) != EXPRESS_CAPABILITY) {
      at = (int) adapter.readConfig(at + 1, 1);
      assertThat(at).as("there is a PCI Express capability").isNotZero();
    }
    adapter.writeConfig(at + 8, 2, INITIATE_FLR);
  }

  private void assertGoneAndComesBack() {
    assertThat(b.adapter.state()).isEqualTo(AdapterState.IDLE);
    assertThat(Node.of(b.adapter).toMap()).doesNotContainKeys("gdma", "ethernet");
    byte[] rings = b.backing.memory().window().toArray(ValueLayout.JAVA_BYTE);
    for (int i = 0; i < 10; i++) {
      a.send(frame());
      settle(a);
    }
    b.pair(0).send().ring();
    b.adapter.work();
    assertThat(b.backing.memory().window().toArray(ValueLayout.JAVA_BYTE))
        .as("memory is not touched any more")
        .isEqualTo(rings);
    b.device.abandon();
    try (ManaDevice again = ManaDevice.open(b.backing, Clock.SYSTEM, driver)) {
      again.vport(0).open(VportConfig.pairs(2));
      again.vport(0).close();
    }
    assertThat(Node.of(b.adapter).toMap()).doesNotContainKeys("gdma", "ethernet");
  }

  @Test
  void resetWithFramesUnderWay() {
    for (int i = 0; i < 20; i++) {
      a.send(frame());
      b.send(Packets.udp4().macs(0x020000000002L, 0x020000000001L).payload(9).build());
    }
    a.adapter.work();
    b.adapter.reset();
    assertGoneAndComesBack();
  }

  @Test
  void functionLevelResetWithFramesUnderWay() {
    for (int i = 0; i < 20; i++) {
      a.send(frame());
    }
    a.adapter.work();
    functionLevelReset(b.adapter);
    assertGoneAndComesBack();
  }

  @Test
  void aDriverThatDoesNotKnowTimesOutOnceAndCanStillClose() {
    b.adapter.raise(new ServiceEvent.HwcTimeout(50));
    b.device.work();
    b.adapter.reset();
    assertThatThrownBy(() -> b.device.statistics())
        .isInstanceOf(DeviceTimeoutException.class)
        .hasMessageContaining("did not come within 50 ms");
    assertThat(b.device.hwc().broken()).isTrue();
    assertThatThrownBy(() -> b.device.statistics())
        .isInstanceOf(DriverException.class)
        .hasMessageContaining("close the device, open it again");
    b.close();
    assertThat(b.backing.allocatedBytes()).isZero();
  }

  @Test
  void tenResetsInARowLeaveNothing() {
    b.close();
    for (int i = 0; i < 10; i++) {
      ManaDevice device = ManaDevice.open(b.backing, Clock.SYSTEM, driver);
      device.vport(0).open(VportConfig.pairs(2));
      device.vport(0).steer(device.vport(0).spread(), p -> {});
      if (i % 2 == 0) {
        b.adapter.reset();
      } else {
        functionLevelReset(b.adapter);
      }
      device.abandon();
      assertThat(Node.of(b.adapter).toMap()).doesNotContainKeys("gdma", "ethernet");
      assertThat(b.backing.allocatedBytes()).isZero();
    }
  }
}
