package org.manakin.vswitch;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.manakin.packet.MacAddress;
import org.manakin.packet.Packets;
import org.manakin.vswitch.policy.Policy;
import org.manakin.vswitch.policy.Prefix;

/** A switch with a clock that stands, and recorders at its legs and uplinks. */
final class SwitchBed {
  static final long MAC = 0x020000000000L;

  /** A guest: its endpoint and what it received on either leg. */
  record Guest(Endpoint endpoint, Recorder vf, Recorder synthetic) {
    void send(LegKind leg, byte[] frame) {
      endpoint.leg(leg).deliver(Packets.frame(frame));
      endpoint.leg(leg).flush();
    }

    void send(byte[] frame) {
      send(LegKind.VF, frame);
    }
  }

  long now = 1_000_000;
  int wakes;
  final VirtualSwitch vswitch = new VirtualSwitch(() -> now, () -> wakes++);

  Network network(String name, int vni) {
    return vswitch.addNetwork(new NetworkSpec(name, vni, OptionalInt.empty(), List.of()));
  }

  Network network(String name, int vni, int vlan, String... subnets) {
    return vswitch.addNetwork(
        new NetworkSpec(
            name, vni, OptionalInt.of(vlan), Stream.of(subnets).map(Prefix::parse).toList()));
  }

  static EndpointSpec spec(String name, String network, int number, String... addresses) {
    return new EndpointSpec(
        name,
        network,
        new MacAddress(MAC + number),
        Stream.of(addresses).map(InetAddress::ofLiteral).toList(),
        Policy.OPEN,
        0);
  }

  /** A guest with MAC address 02:00:00:00:00:NN, both legs connected, the VF active. */
  Guest guest(String network, int number, String... addresses) {
    Endpoint endpoint = vswitch.addEndpoint(spec(network + number, network, number, addresses));
    Guest guest = new Guest(endpoint, new Recorder(), new Recorder());
    endpoint.vf().connect(guest.vf());
    endpoint.synthetic().connect(guest.synthetic());
    endpoint.activate(LegKind.VF);
    return guest;
  }

  /** An uplink that is connected to a recorder. */
  Recorder connect(SwitchUplink uplink) {
    Recorder outside = new Recorder();
    uplink.connect(outside);
    return outside;
  }

  /** A frame from the guest of one number to that of another. */
  static byte[] frame(int from, int to) {
    return frame(MAC + from, MAC + to, 40);
  }

  static byte[] frame(long from, long to, int payload) {
    return Packets.udp4().macs(from, to).payload(payload).build();
  }
}
