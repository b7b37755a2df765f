package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.Reply;
import org.manakin.wire.gdma.RegisterDeviceResponse;
import org.manakin.wire.gdma.Status;

class RegisterDeviceTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  @Test
  void givesDomainKeyAndADoorbellPageOfItsOwn() {
    Reply reply = bed.channel().send(RawDriver.register()).ok();
    assertThat(reply.bytes()).isEqualTo(44);
    assertThat(reply.get(RegisterDeviceResponse.PDID)).isNotEqualTo(-1);
    assertThat(reply.get(RegisterDeviceResponse.GPA_MKEY)).isNotEqualTo(bed.channel().key());
    assertThat(reply.get(RegisterDeviceResponse.DB_ID)).isBetween(1, 15);
  }

  @Test
  void aSecondRegistrationIsRefused() {
    bed.channel().send(RawDriver.register()).ok();
    RawDriver.assertRefused(bed, RawDriver.register(), Status.INVALID_DEVICE_STATE);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 0", "2, 2", "3, 1", "65535, 65535"})
  void whatIsNotListedIsRefused(int type, int instance) {
    RawDriver.assertRefused(
        bed, RawDriver.register().device(type, instance), Status.INVALID_PARAMETER);
  }
}
