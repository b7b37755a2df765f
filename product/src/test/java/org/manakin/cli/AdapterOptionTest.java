package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.host.AdapterSpec;
import org.manakin.host.Uplink;
import org.manakin.packet.MacAddress;
import picocli.CommandLine.TypeConversionException;

class AdapterOptionTest {
  private final AdapterOption option = new AdapterOption();

  @Test
  void readsAllKeys() {
    AdapterSpec spec =
        option.convert(
            "name=vf0,socket=/tmp/vf0,mac=02:00:00:00:00:10,queues=4,mtu=1500,vports=2,uplink=peer:vf1");
    assertThat(spec)
        .isEqualTo(
            new AdapterSpec(
                "vf0",
                Path.of("/tmp/vf0"),
                EthernetConfig.of(MacAddress.parse("02:00:00:00:00:10"))
                    .withQueues(4)
                    .withMtu(1500)
                    .withVports(2),
                new Uplink.Peer("vf1")));
  }

  @Test
  void needsNameAndSocketOnly() {
    AdapterSpec spec = option.convert("name=vf0,socket=vf0.sock");
    assertThat(spec.socket()).isAbsolute().hasFileName("vf0.sock");
    assertThat(spec.uplink()).isEqualTo(new Uplink.None());
    assertThat(spec.ethernet()).isEqualTo(EthernetConfig.of(MacAddress.derived("vf0")));
  }

  @Test
  void readsUplinks() {
    assertThat(option.convert("name=a,socket=/tmp/a,uplink=tap:tap0").uplink())
        .isEqualTo(new Uplink.Tap("tap0"));
    assertThat(option.convert("name=a,socket=/tmp/a,uplink=none").uplink())
        .isEqualTo(new Uplink.None());
  }

  @Test
  void derivedAddressesAreLocalStableAndLeaveRoomForVports() {
    MacAddress mac = MacAddress.derived("vf0");
    assertThat(mac).isEqualTo(MacAddress.derived("vf0"));
    assertThat(mac).isNotEqualTo(MacAddress.derived("vf1"));
    assertThat(mac.isLocal()).isTrue();
    assertThat(mac.isMulticast()).isFalse();
    assertThat(mac.value() & 0xf).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          name=a                                | lacks socket=
          socket=/tmp/a                         | lacks name=
          name=,socket=/tmp/a                   | lacks name=
          name=0a,socket=/tmp/a                 | a letter first
          nonsense                              | 'nonsense' is not KEY=VALUE
          name=a,socket=/tmp/a,b                | 'b' is not KEY=VALUE
          name=a,socket=/tmp/a,speed=1          | unknown key 'speed'; there are name, socket
          name=a,socket=/tmp/a,name=b           | 'name' is given twice
          name=a,socket=/tmp/a,queues=many      | queues=many: not a number
          name=a,socket=/tmp/a,queues=65        | queues must be 1 to 64
          name=a,socket=/tmp/a,mtu=9001         | mtu must be 68 to 9000
          name=a,socket=/tmp/a,vports=0         | vports must be 1 to 16
          name=a,socket=/tmp/a,mac=1:2:3        | not a MAC address
          name=a,socket=/tmp/a,mac=03:00:00:00:00:00        | make the first byte even
          name=a,socket=/tmp/a,uplink=tap:                  | write tap:IFNAME
          name=a,socket=/tmp/a,uplink=tap:0123456789abcdef  | at most 15
          name=a,socket=/tmp/a,uplink=switch    | write tap:IFNAME, peer:NAME or none
          name=a,socket=/no/such/folder/a       | there is no folder /no/such/folder
          """)
  void saysWhatIsWrongAndHowToPutItRight(String text, String message) {
    assertThatThrownBy(() -> option.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesASocketPathThatDoesNotFit() {
    assertThatThrownBy(() -> option.convert("name=a,socket=/tmp/" + "x".repeat(103)))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("108 bytes")
        .hasMessageContaining("107");
    assertThat(option.convert("name=a,socket=/tmp/" + "x".repeat(102)).name()).isEqualTo("a");
  }
}
