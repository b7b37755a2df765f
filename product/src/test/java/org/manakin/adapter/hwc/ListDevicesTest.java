package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.Reply;
import org.manakin.wire.gdma.DeviceType;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.ListDevicesResponse;
import org.manakin.wire.gdma.RequestHeader;

class ListDevicesTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  @Test
  void theChannelAndTheEthernetDeviceWithoutHoles() {
    Reply reply =
        bed.channel()
            .send(
                Ask.of(GdmaCommand.LIST_DEVICES, RequestHeader.SIZE)
                    .expect(1, ListDevicesResponse.SIZE))
            .ok();
    assertThat(reply.bytes()).isEqualTo(296);
    assertThat(reply.get(ListDevicesResponse.NUM_OF_DEVS)).isEqualTo(2);
    assertThat(entry(reply, 0)).isEqualTo(DeviceType.HWC);
    assertThat(entry(reply, 1)).isEqualTo(DeviceType.MANA | RawDriver.INSTANCE << 16);
    for (int i = 2; i < ListDevicesResponse.MAX_DEVS; i++) {
      assertThat(entry(reply, i)).as("slot %d", i).isZero();
    }
  }

  private static int entry(Reply reply, int slot) {
    long at = (long) slot * ListDevicesResponse.DEV_STRIDE;
    return ListDevicesResponse.DEV_TYPE.get(reply.segment(), at)
        | ListDevicesResponse.DEV_INSTANCE.get(reply.segment(), at) << 16;
  }
}
