package org.manakin.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {

  @ParameterizedTest
  @ValueSource(strings = {"02:1A:00:ff:00:9c", "02-1a-00-ff-00-9c"})
  void readsBothUsualForms(String text) {
    MacAddress address = MacAddress.parse(text);

    assertThat(address.value()).isEqualTo(0x021a_00ff_009cL);
    assertThat(address).hasToString("02:1a:00:ff:00:9c");
    assertThat(address.bytes()).containsExactly(2, 0x1a, 0, 0xff, 0, 0x9c);
    assertThat(MacAddress.of(address.bytes())).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02",
        "02:00:00:00:00",
        "02:00:00:00:00:00:00",
        "02:00:00:00:00:0g",
        "02:00-00:00:00:00",
        "0200.0000.0001"
      })
  void saysHowAnAddressIsWritten(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MacAddress.parse(text))
        .withMessage(
            "'%s' is not a MAC address; write six pairs of digits, as 02:00:00:00:00:01", text);
  }

  @Test
  void refusesTooManyBitsAndTooFewBytes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MacAddress(1L << 48))
        .withMessageContaining("48 bits");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MacAddress.of(new byte[5]))
        .withMessageContaining("not 5");
  }

  @Test
  void knowsItsKinds() {
    assertThat(MacAddress.parse("01:00:5e:00:00:01").isMulticast()).isTrue();
    assertThat(MacAddress.parse("02:00:00:00:00:01").isMulticast()).isFalse();
    assertThat(MacAddress.parse("02:00:00:00:00:01").isLocal()).isTrue();
    assertThat(MacAddress.parse("00:0d:3a:00:00:01").isLocal()).isFalse();
    assertThat(MacAddress.parse("ff:ff:ff:ff:ff:ff").isBroadcast()).isTrue();
    assertThat(MacAddress.parse("ff:ff:ff:ff:ff:ff").isMulticast()).isTrue();
    assertThat(MacAddress.parse("ff:ff:ff:ff:ff:fe").isBroadcast()).isFalse();
  }

  @Test
  void readsAndWritesInPlace() {
    byte[] bytes = new byte[10];
    MemorySegment m = MemorySegment.ofArray(bytes);

    MacAddress.write(m, 3, 0xfedc_ba98_7654L);

    assertThat(bytes).containsExactly(0, 0, 0, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0);
    assertThat(MacAddress.read(m, 3)).isEqualTo(0xfedc_ba98_7654L);
  }
}
