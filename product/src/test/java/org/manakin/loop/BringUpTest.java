package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.manakin.adapter.AdapterConfig;
import org.manakin.adapter.AdapterState;
import org.manakin.driver.DeviceId;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.DriverException;
import org.manakin.driver.ManaDevice;
import org.manakin.driver.VportConfig;
import org.manakin.host.InProcessBacking;
import org.manakin.observe.Clock;
import org.manakin.observe.Node;
import org.manakin.wire.gdma.DeviceType;

/** Every driver this driver can play finds the adapter, opens it, and leaves nothing behind. */
class BringUpTest {
  static Stream<DriverConfig> drivers() {
    return Stream.of(
        DriverConfig.full(),
        DriverConfig.linux61(),
        DriverConfig.linux612(),
        DriverConfig.linux73(),
        DriverConfig.freeBsd(),
        DriverConfig.openVmm());
  }

  private static InProcessBacking backing() {
    return new InProcessBacking(
        new AdapterConfig("test", Station.ethernet(1)), Clock.SYSTEM, Station.MEMORY);
  }

  private static void assertEmpty(InProcessBacking backing) {
    Map<String, Object> tree = Node.of(backing.adapter()).toMap();
    assertThat(tree).containsEntry("state", AdapterState.IDLE.name());
    assertThat(tree).doesNotContainKeys("gdma", "ethernet");
    assertThat(backing.allocatedBytes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void tenRoundsOfProbeOpenAndTearDownLeaveNothing(DriverConfig driver) {
    InProcessBacking backing = backing();
    for (int round = 0; round < 10; round++) {
      try (ManaDevice device = ManaDevice.open(backing, Clock.SYSTEM, driver)) {
        device.vport(0).open(VportConfig.pairs(4));
        device.vport(0).steer(device.vport(0).spread(), p -> {});
        assertThat(Tree.gdma(backing.adapter(), "sqs")).isEqualTo(5);
        assertThat(Tree.gdma(backing.adapter(), "rqs")).isEqualTo(5);
        assertThat(Tree.gdma(backing.adapter(), "cqs")).isEqualTo(9);
        assertThat(Tree.gdma(backing.adapter(), "eqs")).isEqualTo(5);
        device.vport(0).close();
        assertThat(Tree.gdma(backing.adapter(), "sqs")).isEqualTo(1);
        assertThat(Tree.gdma(backing.adapter(), "rqs")).isEqualTo(1);
        assertThat(Tree.gdma(backing.adapter(), "cqs")).isEqualTo(1);
        assertThat(Tree.gdma(backing.adapter(), "eqs")).isEqualTo(driver.eqsPerPort() ? 1 : 5);
        assertThat(Tree.gdma(backing.adapter(), "regions")).isEqualTo(0);
        assertThat(device.strayCompletions()).isZero();
      }
      assertEmpty(backing);
    }
  }

  @Test
  void whatTheProbeLearnsIsWhatTheAdapterWasMadeAs() {
    InProcessBacking backing =
        new InProcessBacking(
            new AdapterConfig(
                "test", Station.ethernet(3).withVports(3).withQueues(8).withMtu(4000)),
            Clock.SYSTEM,
            Station.MEMORY);
    try (ManaDevice device = ManaDevice.open(backing, Clock.SYSTEM, DriverConfig.full())) {
      assertThat(device.devices()).extracting(DeviceId::type).contains(DeviceType.MANA);
      assertThat(device.adapter().vports()).isEqualTo(3);
      assertThat(device.adapter().maxFrame()).isEqualTo(4014);
      assertThat(device.adapter().linkMbps()).isEqualTo(200_000);
      assertThat(device.vports()).hasSize(3);
      assertThat(device.vport(0).info().macText()).isEqualTo("02:00:00:00:00:03");
      assertThat(device.vport(2).info().macText()).isEqualTo("02:00:00:00:00:05");
      assertThat(device.vport(1).info().maxSqs()).isEqualTo(8);
      assertThat(device.vport(1).info().indirectionEntries()).isEqualTo(64);
      assertThat(device.resources().vectors()).isEqualTo(backing.vectors());
      assertThat(device.resources().cqs()).isGreaterThan(2 * 3 * 8);
      assertThat(device.hwc().parameters().maxCqs()).isGreaterThan(2 * 3 * 8);
      assertThat(device.vport(0).link().maxMbps()).isEqualTo(200_000);
      assertThat(device.statistics().txPackets()).isZero();
      assertThat(device.phyStatistics().rxPackets()).hasSize(8);
    }
  }

  @Test
  void answersAreOfTheVersionThatWasAskedFor() {
    for (int version = 1; version <= 4; version++) {
      InProcessBacking backing = backing();
      DriverConfig driver =
          switch (version) {
            case 1 -> DriverConfig.freeBsd();
            case 2 -> DriverConfig.linux612();
            case 3 -> DriverConfig.linux73();
            default -> DriverConfig.openVmm();
          };
      try (ManaDevice device = ManaDevice.open(backing, Clock.SYSTEM, driver)) {
        assertThat(device.adapter().version()).isBetween(1, version);
        assertThat(device.adapter().maxFrame()).isEqualTo(version == 1 ? 1514 : 9014);
      }
    }
  }

  @Test
  void moreQueuesThanTheVportHasAreRefusedByName() {
    try (ManaDevice device = ManaDevice.open(backing(), Clock.SYSTEM, DriverConfig.full())) {
      assertThatThrownBy(() -> device.vport(0).open(VportConfig.pairs(17)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at most 16 queue pairs, not 17");
    }
  }

  @Test
  void aSecondChannelOverALivingOneIsRefusedAndHarmsNothing() {
    InProcessBacking backing = backing();
    try (ManaDevice device = ManaDevice.open(backing, Clock.SYSTEM, DriverConfig.full())) {
      long before = backing.allocatedBytes();
      assertThatThrownBy(() -> ManaDevice.open(backing, Clock.SYSTEM, DriverConfig.full()))
          .isInstanceOf(DriverException.class)
          .hasMessageContaining("ESTABLISH_HWC was refused");
      assertThat(backing.allocatedBytes()).isEqualTo(before);
      assertThat(device.gdma().listDevices()).isNotEmpty();
    }
    assertEmpty(backing);
  }
}
