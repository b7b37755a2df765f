package org.manakin.vswitch;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.packet.MacAddress;
import org.manakin.vswitch.policy.Prefix;

/**
 * A virtual network: who is in it, and how a frame finds its way there. Nothing gets from one
 * network into another. Any thread forwards; the switch changes it.
 */
public final class Network implements Inspectable {
  private static final long RESERVED_GROUPS = 0x0180_c200_0000L;
  private static final long RESERVED_MASK = 0xffff_ffff_fff0L;

  private final NetworkSpec spec;
  private volatile ForwardingTable table = ForwardingTable.of(List.of(), List.of());

  Network(NetworkSpec spec) {
    this.spec = spec;
  }

  public NetworkSpec spec() {
    return spec;
  }

  public String name() {
    return spec.name();
  }

  /** The VLAN id on trunks; only where there is one. */
  int vlan() {
    return spec.vlan().orElseThrow();
  }

  ForwardingTable table() {
    return table;
  }

  /**
   * @throws IllegalArgumentException if an address of it is another's, or outside of the subnets
   */
  void requireFree(EndpointSpec endpoint) {
    Endpoint other = table.macs().get(endpoint.mac().value());
    if (other != null) {
      throw refused(endpoint, endpoint.mac() + " is that of '" + other.name() + "'");
    }
    for (InetAddress address : endpoint.addresses()) {
      Endpoint holder = AssignedAddresses.holder(address, table);
      if (holder != null) {
        throw refused(endpoint, address.getHostAddress() + " is that of '" + holder.name() + "'");
      }
      List<Prefix> subnets = spec.subnets();
      if (!subnets.isEmpty()
          && !address.isLinkLocalAddress()
          && subnets.stream().noneMatch(subnet -> subnet.contains(address))) {
        throw refused(
            endpoint,
            "%s is in no subnet of network '%s', which has %s"
                .formatted(address.getHostAddress(), name(), subnets));
      }
    }
  }

  private static IllegalArgumentException refused(EndpointSpec endpoint, String why) {
    return new IllegalArgumentException("endpoint '" + endpoint.name() + "': " + why);
  }

  /** Its addresses must be free. */
  void add(Endpoint endpoint) {
    ForwardingTable before = table;
    List<Endpoint> endpoints = new ArrayList<>(List.of(before.endpoints()));
    endpoints.add(endpoint);
    table = ForwardingTable.of(endpoints, List.of(before.uplinks()));
  }

  void add(SwitchUplink uplink) {
    ForwardingTable before = table;
    List<SwitchUplink> uplinks = new ArrayList<>(List.of(before.uplinks()));
    uplinks.add(uplink);
    table = ForwardingTable.of(List.of(before.endpoints()), uplinks);
  }

  /**
   * Delivers the frame, which has a whole Ethernet header, to whom it is for. It came from {@code
   * in}, whose thread this is.
   */
  void forward(Frame frame, Ingress in) {
    ForwardingTable t = table;
    MemorySegment m = frame.segment(0);
    long to = MacAddress.read(m, frame.offset(0));
    if (MacAddress.isMulticast(to)) {
      forwardToGroup(frame, to, t, in);
      return;
    }
    Endpoint receiver = t.macs().get(to);
    Endpoint sender = in.sender();
    if (receiver == null) {
      forwardUnknown(frame, t, in);
    } else if (receiver == sender) {
      in.count(IngressCounter.DROPPED_TO_SELF);
    } else if (in.admits(frame, receiver)) {
      in.count(IngressCounter.UNICAST);
      receiver.toGuest(frame, in.handover());
    }
  }

  private void forwardUnknown(Frame frame, ForwardingTable t, Ingress in) {
    if (in.sender() == null || t.uplinks().length == 0) {
      in.count(IngressCounter.DROPPED_UNKNOWN);
      return;
    }
    if (in.admits(frame, null)) {
      in.count(IngressCounter.TO_UPLINKS);
      toUplinks(frame, t, in);
    }
  }

  private void forwardToGroup(Frame frame, long to, ForwardingTable t, Ingress in) {
    if ((to & RESERVED_MASK) == RESERVED_GROUPS) {
      in.count(IngressCounter.DROPPED_RESERVED_GROUP);
      return;
    }
    if (in.answered(frame, this, t) || !in.admits(frame, null)) {
      return;
    }
    in.count(IngressCounter.FLOODED);
    Endpoint sender = in.sender();
    for (Endpoint endpoint : t.endpoints()) {
      if (endpoint != sender && in.admitsCopy(frame, endpoint)) {
        endpoint.toGuest(frame, in.handover());
      }
    }
    if (sender != null) {
      toUplinks(frame, t, in);
    }
  }

  private void toUplinks(Frame frame, ForwardingTable t, Ingress in) {
    for (SwitchUplink uplink : t.uplinks()) {
      uplink.send(frame, this, in);
    }
  }

  @Override
  public void inspect(Node node) {
    ForwardingTable t = table;
    node.value("vni", spec.vni());
    spec.vlan().ifPresent(vlan -> node.value("vlan", vlan));
    node.value("endpoints", t.endpoints().length);
    node.value("uplinks", t.uplinks().length);
    Node sums = node.child("from_guests");
    for (IngressCounter counter : IngressCounter.values()) {
      sums.value(Node.nameOf(counter), fromGuests(t, counter));
    }
  }

  private static long fromGuests(ForwardingTable t, IngressCounter counter) {
    long sum = 0;
    for (Endpoint endpoint : t.endpoints()) {
      sum += endpoint.vf().ingress().counters().get(counter);
      sum += endpoint.synthetic().ingress().counters().get(counter);
    }
    return sum;
  }

  /** Another endpoint of this network with that MAC address; null if there is none. */
  @Nullable Endpoint other(long mac, Endpoint self) {
    Endpoint found = table.macs().get(mac);
    return found == self ? null : found;
  }

  /** Another endpoint of this network to which the IPv6 address is assigned. */
  @Nullable Endpoint other(long high, long low, Endpoint self) {
    Endpoint found = table.ipv6().get(high, low);
    return found == self ? null : found;
  }
}
