package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterConfig;
import org.manakin.driver.CommandFailedException;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.ManaDevice;
import org.manakin.host.InProcessBacking;
import org.manakin.observe.Clock;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.ResponseHeader;
import org.manakin.wire.gdma.Status;

/** Management commands by themselves, and requests of any content. */
class CommandTest {
  private final InProcessBacking backing =
      new InProcessBacking(
          new AdapterConfig("test", Station.ethernet(1)), Clock.SYSTEM, Station.MEMORY);
  private final ManaDevice device = ManaDevice.open(backing, Clock.SYSTEM, DriverConfig.full());

  @AfterEach
  void close() {
    device.close();
  }

  private static MemorySegment request(int code, int bytes, int answer) {
    MemorySegment m = MemorySegment.ofArray(new byte[bytes]);
    RequestHeader.MSG_TYPE.set(m, 0, code);
    RequestHeader.MSG_VERSION.set(m, 0, 1);
    RequestHeader.MSG_SIZE.set(m, 0, bytes);
    RequestHeader.RESP_MSG_TYPE.set(m, 0, code);
    RequestHeader.RESP_MSG_VERSION.set(m, 0, 1);
    RequestHeader.RESP_MSG_SIZE.set(m, 0, answer);
    return m;
  }

  private long regions() {
    return gdma("regions");
  }

  private long gdma(String name) {
    return Tree.gdma(backing.adapter(), name);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 6, 99, 0x7fff, 0x20099, 0x30001, -1})
  void unknownCommandsAreCalledUnsupportedInAHeader(int code) {
    MemorySegment r = device.hwc().request(request(code, 64, 200));
    assertThat(ResponseHeader.STATUS.get(r, 0)).isEqualTo(Status.CMD_UNSUPPORTED);
    assertThat(r.byteSize()).isEqualTo(ResponseHeader.SIZE);
    assertThat(ResponseHeader.MSG_TYPE.get(r, 0)).isEqualTo(code);
    assertThat(device.gdma().listDevices()).as("the channel lives").isNotEmpty();
  }

  @Test
  void theResponseIsNeverLongerThanWasAskedFor() {
    for (int answer = ResponseHeader.SIZE; answer < 296; answer += 8) {
      MemorySegment r = device.hwc().request(request(3, RequestHeader.SIZE, answer));
      assertThat(r.byteSize()).isBetween((long) ResponseHeader.SIZE, (long) answer);
    }
  }

  @Test
  void requestsCutShortAreRefusedAndTheChannelLives() {
    for (int code = 1; code < 100; code++) {
      for (int bytes : new int[] {RequestHeader.SIZE, RequestHeader.SIZE + 3}) {
        MemorySegment r = device.hwc().request(request(code, bytes, 4096));
        assertThat(r.byteSize()).isGreaterThanOrEqualTo(ResponseHeader.SIZE);
        if (code == 5) {
          break;
        }
      }
    }
    assertThat(device.gdma().listDevices()).isNotEmpty();
  }

  @Test
  void regionsOfOneMessageAndOfManyAreTheSame() {
    for (int messageBytes : new int[] {4096, 1000, 72}) {
      DmaBuffer memory = device.allocate(64 * 4096);
      long region = device.gdma().createRegion(memory, messageBytes);
      assertThat(region).isNotZero();
      assertThat(regions()).isEqualTo(1);
      device.gdma().destroyRegion(region);
      assertThat(regions()).isZero();
      assertThatThrownBy(() -> device.gdma().destroyRegion(region))
          .isInstanceOf(CommandFailedException.class)
          .hasMessageContaining("DESTROY_DMA_REGION");
      device.free(memory);
    }
  }

  @Test
  void anEqOverARegionOwnsItAndTakesItAlong() {
    DmaBuffer memory = device.allocate(4096);
    long region = device.gdma().createRegion(memory);
    int eq = device.gdma().createEq(device.id(), device.registration(), region, 4096, 1);
    assertThat(regions()).isZero();
    assertThat(gdma("eqs")).isEqualTo(2);
    assertThatThrownBy(() -> device.gdma().destroyRegion(region))
        .isInstanceOf(CommandFailedException.class);
    long before = backing.raised(1);
    device.gdma().generateTestEqe(device.id(), eq);
    assertThat(backing.raised(1)).isEqualTo(before + 1);
    device.gdma().generateTestEqe(device.id(), eq);
    assertThat(backing.raised(1)).as("one interrupt for one arming").isEqualTo(before + 1);
    device.gdma().disableEq(device.id(), eq);
    assertThat(gdma("eqs")).isEqualTo(1);
    assertThatThrownBy(() -> device.gdma().disableEq(device.id(), eq))
        .isInstanceOf(CommandFailedException.class);
    device.free(memory);
  }

  @Test
  void anEqCanMoveToAnotherVector() {
    DmaBuffer memory = device.allocate(4096);
    long region = device.gdma().createRegion(memory);
    int eq = device.gdma().createEq(device.id(), device.registration(), region, 4096, 1);
    device.gdma().changeVector(device.id(), eq, 5);
    device.gdma().generateTestEqe(device.id(), eq);
    assertThat(backing.raised(1)).isZero();
    assertThat(backing.raised(5)).isEqualTo(1);
    device.gdma().disableEq(device.id(), eq);
    device.free(memory);
  }

  @Test
  void badEqsAreRefusedAndTheirRegionStaysTheDrivers() {
    DmaBuffer memory = device.allocate(8192);
    long region = device.gdma().createRegion(memory);
    var client = device.registration();
    assertThatThrownBy(() -> device.gdma().createEq(device.id(), client, region, 16384, 1))
        .as("larger than the region")
        .isInstanceOf(CommandFailedException.class);
    assertThatThrownBy(() -> device.gdma().createEq(device.id(), client, region, 8192, 60_000))
        .as("vector beyond the table")
        .isInstanceOf(CommandFailedException.class);
    assertThatThrownBy(() -> device.gdma().createEq(device.id(), client, region + 1, 8192, 1))
        .as("no such region")
        .isInstanceOf(CommandFailedException.class);
    assertThat(regions()).isEqualTo(1);
    device.gdma().destroyRegion(region);
    device.free(memory);
  }

  @Test
  void deregisteringDropsWhatTheClientLeftBehind() {
    DmaBuffer memory = device.allocate(4096);
    device
        .gdma()
        .createEq(device.id(), device.registration(), device.gdma().createRegion(memory), 4096, 1);
    device.gdma().deregister(device.id());
    assertThat(gdma("eqs")).isEqualTo(1);
    device.gdma().register(device.id());
    device.free(memory);
  }

  @Test
  void theHardwareChannelsTimeoutIsTheDevices() {
    assertThat(device.capabilities() & (1 << 3)).isNotZero();
    assertThat(device.hwc().timeoutMillis()).isPositive();
  }
}
