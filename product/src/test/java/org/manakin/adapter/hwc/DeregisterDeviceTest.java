package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.adapter.Reply;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.RegisterDeviceResponse;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.Status;

class DeregisterDeviceTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static Ask ask() {
    return Ask.of(GdmaCommand.DEREGISTER_DEVICE, RequestHeader.SIZE)
        .device(RawDriver.MANA, RawDriver.INSTANCE);
  }

  @Test
  void takesAlongWhatTheDriverLeftBehind() {
    var before = bed.channel().send(RawDriver.register()).ok();
    bed.channel().send(ask()).ok();
    var empty = bed.objects();
    RawDriver driver = new RawDriver(bed);
    assertThat(driver.pd()).isEqualTo(before.get(RegisterDeviceResponse.PDID));
    PhaseReader eq = driver.makeEq(4096, 1);
    driver.makeSq(eq, 4096, 4096);
    WqObject rq = driver.makeRq(eq, 4096, 4096);
    bed.channel().send(driver.configTx()).ok();
    bed.channel().send(driver.receiveInto(rq)).ok();
    RawDriver.makeRegion(bed, bed.allocate(4096));

    Reply reply = bed.channel().send(ask()).ok();

    assertThat(reply.bytes()).isEqualTo(32);
    assertThat(bed.objects()).isEqualTo(empty);
  }

  @Test
  void aDeviceThatIsNotRegisteredIsRefused() {
    RawDriver.assertRefused(bed, ask(), Status.INVALID_DEVICE_STATE);
    RawDriver.assertRefused(bed, ask().device(3, 1), Status.INVALID_PARAMETER);
  }
}
