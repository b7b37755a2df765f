package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.Reply;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.gdma.VerifyVfDriverVersionRequest;
import org.manakin.wire.gdma.VerifyVfDriverVersionResponse;

class VerifyVfDriverVersionTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static Ask ask(long min, long max) {
    return Ask.of(GdmaCommand.VERIFY_VF_DRIVER_VERSION, VerifyVfDriverVersionRequest.SIZE)
        .expect(1, VerifyVfDriverVersionResponse.SIZE)
        .set(VerifyVfDriverVersionRequest.PROTOCOL_VER_MIN, min)
        .set(VerifyVfDriverVersionRequest.PROTOCOL_VER_MAX, max);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "0, 1", "1, 9", "0, -1"})
  void choosesProtocolOneAndTellsWhatItCan(long min, long max) {
    Reply reply = bed.channel().send(ask(min, max)).ok();
    assertThat(reply.bytes()).isEqualTo(72);
    assertThat(reply.get(VerifyVfDriverVersionResponse.GDMA_PROTOCOL_VER)).isEqualTo(1);
    assertThat(reply.get(VerifyVfDriverVersionResponse.PF_CAP_FLAGS1)).isEqualTo(1 << 3 | 1 << 15);
    assertThat(reply.get(VerifyVfDriverVersionResponse.PF_CAP_FLAGS2)).isZero();
    assertThat(reply.get(VerifyVfDriverVersionResponse.PF_CAP_FLAGS4)).isZero();
  }

  /** The bounds are unsigned: all-ones is the highest version there can be. */
  @ParameterizedTest
  @CsvSource({"2, 9", "0, 0", "-1, -1"})
  void refusesADriverThatDoesNotSpeakOne(long min, long max) {
    RawDriver.assertRefused(bed, ask(min, max), Status.REVISION_MISMATCH);
  }

  @Test
  void remembersWhoTheDriverIsWithoutTrustingItsWords() {
    Ask ask = ask(1, 1).set(VerifyVfDriverVersionRequest.OS_VER_STR1, new byte[] {'L', 27, 'x'});
    bed.channel().send(ask).ok();
    assertThat(bed.events()).contains("driver: L?x");
  }
}
