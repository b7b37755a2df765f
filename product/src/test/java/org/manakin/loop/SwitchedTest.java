package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.loop.Station.settle;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.ethernet.VportListener;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.SendQueue;
import org.manakin.driver.VportConfig;
import org.manakin.packet.Frame;
import org.manakin.packet.MacAddress;
import org.manakin.packet.PacketCheck;
import org.manakin.packet.Packets;
import org.manakin.packet.Packets.Collector;
import org.manakin.vswitch.Endpoint;
import org.manakin.vswitch.EndpointCounter;
import org.manakin.vswitch.EndpointSpec;
import org.manakin.vswitch.IngressCounter;
import org.manakin.vswitch.LegKind;
import org.manakin.vswitch.NetworkSpec;
import org.manakin.vswitch.VirtualSwitch;
import org.manakin.vswitch.policy.Policy;
import org.manakin.wire.mana.TxCqeType;

/** From driver to driver over the virtual switch: two adapters, each the VF of an endpoint. */
class SwitchedTest {
  private static final long A = 0x020000000001L;
  private static final long B = 0x020000000002L;
  private static final long LONG = 10_000_000_000L;

  private final ManualClock clock = new ManualClock();
  private final VirtualSwitch vswitch = new VirtualSwitch(clock, () -> {});
  private final Station a = Station.open(1);
  private final Station b =
      Station.open(Station.ethernet(2), DriverConfig.full(), VportConfig.pairs(1), 9100, 256);
  private final Collector standby = new Collector();
  private final Endpoint endpointA = join(a, A, "10.0.0.1", "fd00::1");
  private final Endpoint endpointB = join(b, B, "10.0.0.2", "fd00::2");

  private Endpoint join(Station station, long mac, String... addresses) {
    if (vswitch.networks().isEmpty()) {
      vswitch.addNetwork(new NetworkSpec("net", 0, OptionalInt.empty(), List.of()));
    }
    Endpoint endpoint =
        vswitch.addEndpoint(
            new EndpointSpec(
                "nic" + mac,
                "net",
                new MacAddress(mac),
                Stream.of(addresses).map(InetAddress::ofLiteral).toList(),
                Policy.OPEN,
                0));
    var port = station.adapter.port(0);
    port.connect(endpoint.vf());
    port.guard(endpoint::owns);
    port.listen(
        new VportListener() {
          @Override
          public void receiving(boolean on) {
            if (!on) {
              endpoint.hold(LONG);
            }
          }

          @Override
          public boolean missed(Frame frame) {
            return endpoint.returned(LegKind.VF, frame);
          }
        });
    endpoint.vf().connect(port);
    endpoint.activate(LegKind.VF);
    return endpoint;
  }

  @BeforeEach
  void attachStandby() {
    endpointB.synthetic().connect(standby);
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  private static Packets packet(int payload) {
    return Packets.udp4().macs(A, B).payload(payload);
  }

  @Test
  void framesOfEverySizeArriveIntactAndInOrder() {
    List<byte[]> sent = new ArrayList<>();
    for (int payload = 0; payload <= 8_972; payload += 299) {
      byte[] frame = packet(payload).build();
      sent.add(frame);
      a.send(frame);
    }
    settle(a, b);
    assertThat(b.received).extracting(Station.Received::bytes).containsExactlyElementsOf(sent);
    assertThat(a.received).isEmpty();
    assertThat(endpointA.vf().framesFromGuest()).isEqualTo(sent.size());
    assertThat(endpointB.vf().framesToGuest()).isEqualTo(sent.size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatTheSenderLeftIsDoneOnTheWay(boolean v4) {
    Packets packet = (v4 ? Packets.tcp4() : Packets.tcp6()).macs(A, B).payload(30_000);
    int headers = packet.headerBytes();
    a.send(
        0,
        packet.superFrame().build(),
        p -> {
          if (v4) {
            p.ipv4().ipChecksum();
          } else {
            p.ipv6();
          }
          p.tcpChecksum(headers - 20).segment(1_400);
        },
        headers);
    settle(a, b);
    assertThat(a.completions).containsOnly(SendQueue.OKAY);
    assertThat(b.received)
        .hasSize((30_000 + 1_399) / 1_400)
        .allSatisfy(r -> {
          PacketCheck.of(r.bytes());
          assertThat(r.transportGood()).isTrue();
        });
  }

  @Test
  void tagsPass() {
    byte[] tagged = packet(100).vlan(0x6005).build();
    a.send(tagged);
    settle(a, b);
    assertThat(b.received).hasSize(1);
    assertThat(b.received.getFirst().tagStripped()).isTrue();
    assertThat(b.received.getFirst().bytes()).isEqualTo(packet(100).build());
  }

  @Test
  void theDriverHearsThatASourceIsNotItsOwn() {
    a.send(packet(10).addresses("10.0.0.2", "10.0.0.1").build());
    a.send(packet(10).build());
    settle(a, b);
    assertThat(a.completions).containsExactly(TxCqeType.SA_DROP, SendQueue.OKAY);
    assertThat(b.received).hasSize(1);
  }

  @Test
  void anArpRequestIsAnsweredWithoutTheOtherGuest() {
    byte[] request = new byte[42];
    Packets.put(request, 0, 0xffff_ffff_ffffL, 6);
    Packets.put(request, 6, A, 6);
    Packets.put(request, 12, 0x0806_0001_0800_06L, 7);
    Packets.put(request, 19, 0x04_0001L, 3);
    Packets.put(request, 22, A, 6);
    Packets.put(request, 28, 0x0a000001L, 4);
    Packets.put(request, 38, 0x0a000002L, 4);
    a.send(request);
    settle(a, b);
    assertThat(endpointA.vf().sent().get(IngressCounter.ANSWERED)).isEqualTo(1);
    assertThat(b.received).isEmpty();
    assertThat(a.received).hasSize(1);
    assertThat(Packets.get(a.received.getFirst().bytes(), 22, 6)).isEqualTo(B);
  }

  @Test
  void aRevokeAndARestoreLoseNothing() {
    List<byte[]> sent = new ArrayList<>();
    sendSome(sent);
    b.vport().close();
    sendSome(sent);
    assertThat(b.received).hasSize(sent.size() / 2);
    endpointB.activate(LegKind.SYNTHETIC);
    sendSome(sent);
    while (vswitch.work() > 0) {}
    sendSome(sent);
    List<byte[]> all = new ArrayList<>();
    b.received.forEach(r -> all.add(r.bytes()));
    all.addAll(standby.frames);
    assertThat(all).containsExactlyElementsOf(sent);
    int before = b.received.size();
    endpointB.hold(LONG);
    sendSome(sent);
    b.start(VportConfig.pairs(1), 9_100, 256);
    endpointB.activate(LegKind.VF);
    while (vswitch.work() > 0) {}
    settle(b);
    sendSome(sent);
    assertThat(b.received.subList(before, b.received.size()))
        .extracting(Station.Received::bytes)
        .containsExactlyElementsOf(sent.subList(sent.size() - 40, sent.size()));
    assertThat(endpointB.counters().get(EndpointCounter.HELD)).isEqualTo(60);
    assertThat(endpointB.counters().get(EndpointCounter.DRAINED)).isEqualTo(60);
  }

  private void sendSome(List<byte[]> sent) {
    for (int i = 0; i < 20; i++) {
      byte[] frame = packet(100 + sent.size()).build();
      sent.add(frame);
      a.send(frame);
    }
    a.adapter.work();
    a.poll();
    if (b.vport().pairs() > 0) {
      settle(a, b);
    }
  }
}
