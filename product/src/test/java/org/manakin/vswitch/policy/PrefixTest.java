package org.manakin.vswitch.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/16, 10.1.255.255, true",
    "10.1.0.0/16, 10.2.0.0, false",
    "10.1.2.128/25, 10.1.2.200, true",
    "10.1.2.128/25, 10.1.2.127, false",
    "0.0.0.0/0, 203.0.113.7, true",
    "0.0.0.0/0, fd00::1, false",
    "fd00:1::/64, fd00:1::ffff, true",
    "fd00:1::/64, fd00:1:0:1::1, false",
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.1, 10.0.0.2, false"
  })
  void containsTheAddressesThatBeginWithIt(String prefix, String address, boolean inside) {
    assertThat(Prefix.parse(prefix).contains(InetAddress.ofLiteral(address))).isEqualTo(inside);
  }

  @Test
  void readsWhatItWrites() {
    assertThat(Prefix.parse("10.1.0.0/16")).hasToString("10.1.0.0/16");
    assertThat(Prefix.parse(Prefix.parse("fd00:1::/64").toString()))
        .isEqualTo(Prefix.parse("fd00:1::/64"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10.1/16",
        "10.1.0.0/",
        "10.1.0.0/33",
        "10.1.0.0/x",
        "::/129",
        "10.1.0.1/16",
        "example.org/8",
        "fe80::%1/10",
        "10.0.0.300/8"
      })
  void refusesEverythingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Prefix.parse(text));
  }
}
