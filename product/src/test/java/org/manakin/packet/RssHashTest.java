package org.manakin.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors are those of Microsoft's RSS verification suite. */
class RssHashTest {
  private static final byte[] KEY =
      HexFormat.of()
          .parseHex(
              "6d5a56da255b0ec24167253d43a38fb0d0ca2bcbae7b30b477cb2da38030f20c6a42b73bbeac01fa");

  @ParameterizedTest
  @CsvSource({
    "66.9.149.187, 2794, 161.142.100.80, 1766, 323e8fc2, 51ccc178",
    "199.92.111.2, 14230, 65.69.140.83, 4739, d718262a, c626b0ea",
    "24.19.198.95, 12898, 12.22.207.184, 38024, d2d0a5de, 5c2b394a",
    "38.27.205.30, 48228, 209.142.163.6, 2217, 82989176, afc7327f",
    "153.39.163.191, 44251, 202.188.127.2, 1303, 5d1809c5, 10e828a2",
  })
  void hashesIpv4AsPublished(
      String source, int sourcePort, String target, int targetPort, String ip, String tcp) {
    byte[] frame =
        Packets.tcp4().addresses(source, target).ports(sourcePort, targetPort).vlan(7).build();

    assertHash(frame, RssHash.IPV4, RssHash.IPV4, ip);
    assertHash(frame, RssHash.DEFAULT_TYPES, RssHash.TCP_IPV4, tcp);
  }

  @ParameterizedTest
  @CsvSource({
    "3ffe:2501:200:1fff::7, 2794, 3ffe:2501:200:3::1, 1766, 2cc18cd5, 40207d3d",
    "3ffe:501:8::260:97ff:fe40:efab, 14230, ff02::1, 4739, 0f0c461c, dde51bbf",
    "3ffe:1900:4545:3:200:f8ff:fe21:67cf, 44251, fe80::200:f8ff:fe21:67cf, 38024, 4b61e985, 02d1feef",
  })
  void hashesIpv6AsPublished(
      String source, int sourcePort, String target, int targetPort, String ip, String tcp) {
    byte[] frame = Packets.tcp6().addresses(source, target).ports(sourcePort, targetPort).build();

    assertHash(frame, RssHash.IPV6, RssHash.IPV6, ip);
    assertHash(frame, RssHash.DEFAULT_TYPES, RssHash.TCP_IPV6, tcp);
  }

  @Test
  void udpIsHashedLikeTcpUnderItsOwnType() {
    byte[] udp4 =
        Packets.udp4().addresses("66.9.149.187", "161.142.100.80").ports(2794, 1766).build();
    byte[] udp6 =
        Packets.udp6()
            .addresses("3ffe:2501:200:1fff::7", "3ffe:2501:200:3::1")
            .ports(2794, 1766)
            .build();

    assertHash(udp4, RssHash.DEFAULT_TYPES, RssHash.UDP_IPV4, "51ccc178");
    assertHash(udp6, RssHash.DEFAULT_TYPES, RssHash.UDP_IPV6, "40207d3d");
    assertHash(udp4, RssHash.IPV4 | RssHash.TCP_IPV4, RssHash.IPV4, "323e8fc2");
  }

  @Test
  void fragmentsAndOtherProtocolsAreHashedByAddress() {
    byte[] fragment =
        Packets.tcp4()
            .addresses("66.9.149.187", "161.142.100.80")
            .ports(2794, 1766)
            .fragment(0x2000)
            .build();
    byte[] icmp = Packets.other4(1).addresses("66.9.149.187", "161.142.100.80").payload(64).build();

    assertHash(fragment, RssHash.DEFAULT_TYPES, RssHash.IPV4, "323e8fc2");
    assertHash(icmp, RssHash.DEFAULT_TYPES, RssHash.IPV4, "323e8fc2");
  }

  @Test
  void extensionHeadersHaveTypesOfTheirOwn() {
    byte[] frame =
        Packets.tcp6()
            .addresses("3ffe:2501:200:1fff::7", "3ffe:2501:200:3::1")
            .ports(2794, 1766)
            .extensions(60, new byte[] {6, 0, 1, 4, 0, 0, 0, 0})
            .build();

    assertHash(frame, 0x1ff, RssHash.TCP_IPV6_EXTENDED, "40207d3d");
    assertHash(frame, RssHash.DEFAULT_TYPES, RssHash.TCP_IPV6, "40207d3d");
    assertHash(frame, RssHash.IPV6_EXTENDED, RssHash.IPV6_EXTENDED, "2cc18cd5");
    assertHash(frame, RssHash.IPV6_EXTENDED | RssHash.TCP_IPV6, RssHash.TCP_IPV6, "40207d3d");
  }

  @Test
  void whatNoEnabledTypeFitsIsNotHashed() {
    assertThat(new RssHash(KEY, 0x1ff).of(Packets.frame(new byte[60]))).isZero();
    assertThat(new RssHash(KEY, RssHash.IPV6).of(Packets.frame(Packets.tcp4().build()))).isZero();
    assertThat(new RssHash(KEY, RssHash.UDP_IPV4).of(Packets.frame(Packets.tcp4().build())))
        .isZero();
  }

  @Test
  void aKeyOfAnotherLengthIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Toeplitz(new byte[16]))
        .withMessageContaining("40 bytes, not 16");
  }

  private static void assertHash(byte[] bytes, int enabled, int type, String value) {
    long hash = new RssHash(KEY, enabled).of(Packets.frame(bytes));
    assertThat(RssHash.type(hash)).isEqualTo(type);
    assertThat(HexFormat.of().toHexDigits(RssHash.value(hash))).isEqualTo(value);
  }
}
