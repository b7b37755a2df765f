package org.manakin.attach.vxlan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.manakin.observe.Clock;
import org.manakin.packet.MacAddress;

class VxlanConfigTest {
  private static final InetSocketAddress ANY = address("0.0.0.0", 4789);
  private static final VxlanSegment SEGMENT = VxlanSegment.of(7, address("192.0.2.7", 4789));

  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  private static void refused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void segmentsThatMakeNoSenseAreRefused() {
    InetSocketAddress host = address("192.0.2.7", 4789);
    refused(() -> VxlanSegment.of(1 << 24, host), "16777215", "16777216");
    refused(() -> VxlanSegment.of(-1, host), "-1");
    refused(() -> VxlanSegment.of(7), "VNI 7", "no remote");
    refused(() -> VxlanSegment.of(7, InetSocketAddress.createUnresolved("x.invalid", 1)), "x.inv");
    refused(() -> VxlanSegment.of(7, address("0.0.0.0", 4789)), "not the address of one host");
    refused(() -> VxlanSegment.of(7, address("239.0.0.1", 4789)), "not the address of one host");
    refused(() -> VxlanSegment.of(7, address("192.0.2.7", 0)), "port", "is 0");
    refused(() -> VxlanSegment.of(7, host, address("192.0.2.7", 4790)), "one host", "4790");
    refused(
        () -> new VxlanSegment(7, List.of(host), Map.of(new MacAddress(1L << 40), host)),
        "group address 01:00:00:00:00:00");
    InetSocketAddress[] many = new InetSocketAddress[1025];
    for (int i = 0; i < many.length; i++) {
      many[i] = address("10.1.%d.%d".formatted(i / 256, i % 256), 4789);
    }
    refused(() -> VxlanSegment.of(7, many), "1025", "1024");
  }

  @Test
  void tunnelsThatMakeNoSenseAreRefused() {
    VxlanConfig config = VxlanConfig.of(ANY, List.of(SEGMENT));
    refused(() -> VxlanConfig.of(ANY, List.of()), "at least one VNI");
    refused(() -> VxlanConfig.of(ANY, List.of(SEGMENT, SEGMENT)), "VNI 7 is there twice");
    refused(() -> config.withMtu(67), "67");
    refused(() -> config.withMtu(65_001), "65001");
    refused(() -> config.withSourcePorts(3), "3 source ports");
    refused(() -> config.withSourcePorts(512), "512");
    refused(() -> config.withLearning(2, Duration.ofSeconds(9)), "2 learned");
    refused(() -> config.withLearning(64, Duration.ZERO), "ageing");
    refused(() -> VxlanConfig.of(address("::1", 4789), List.of(SEGMENT)), "192.0.2.7", "wildcard");
    VxlanSegment six = VxlanSegment.of(8, address("2001:db8::7", 4789));
    refused(() -> VxlanConfig.of(address("127.0.0.1", 4789), List.of(six)), "2001:db8");
    assertThat(VxlanConfig.of(ANY, List.of(SEGMENT, six)).ipv6()).isTrue();
    assertThat(config.ipv6()).isFalse();
  }

  @Test
  void whatCannotBeOpenedIsNamedWithARemedy() throws IOException {
    InetSocketAddress local = address("127.0.0.1", 0);
    VxlanConfig config = VxlanConfig.of(local, List.of(SEGMENT));
    try (VxlanTunnel tunnel = VxlanTunnel.open(config, Clock.SYSTEM)) {
      VxlanConfig taken = VxlanConfig.of(tunnel.localAddress(), List.of(SEGMENT));
      assertThatThrownBy(() -> VxlanTunnel.open(taken, Clock.SYSTEM))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("127.0.0.1", "another process or a vxlan device", "ss -ulpn");
      assertThatThrownBy(() -> tunnel.port(9)).hasMessageContainingAll("no VNI 9", "[7]");
    }
    VxlanConfig foreign = VxlanConfig.of(address("192.0.2.99", 0), List.of(SEGMENT));
    assertThatThrownBy(() -> VxlanTunnel.open(foreign, Clock.SYSTEM))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("192.0.2.99", "no such address");
    assertThatThrownBy(() -> VxlanTunnel.open(config.withDevice("no-such-dev"), Clock.SYSTEM))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no network interface 'no-such-dev'");
  }
}
