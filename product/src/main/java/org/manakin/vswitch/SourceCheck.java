package org.manakin.vswitch;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.MacAddress;
import org.manakin.packet.NetworkOrder;

/**
 * Whether a frame's source is the endpoint that sends it.
 *
 * <ul>
 *   <li>The source MAC address must be the endpoint's. If no IP address is assigned to it, that is
 *       all.
 *   <li>IPv4: the source address must be assigned; 0.0.0.0 may be used for DHCP and IGMP.
 *   <li>IPv6: the source address must be assigned or a link-local one that no other endpoint of the
 *       network has; :: may be used for ICMPv6 as in duplicate address detection and MLD.
 *       Link-local addresses may be of any kind, because guests choose them at random; another
 *       endpoint's are those assigned to it and the one that is derived from its MAC address.
 *   <li>ARP: the sender's addresses must be the endpoint's; the sender's IP address may be 0.0.0.0.
 *   <li>Neighbour discovery: link-layer addresses in it must be the endpoint's, an advertised
 *       target must be an address that it may send from.
 *   <li>IPv4, IPv6 or ARP that cannot be read does not pass; other EtherTypes do. Within a VLAN of
 *       the guest's own the same holds.
 * </ul>
 *
 * <p>Fragments of neighbour discovery are not looked into: receivers must ignore them (RFC 6980).
 * Any thread; allocates nothing.
 */
final class SourceCheck {
  private static final int PROTOCOL_IGMP = 2;
  private static final int PROTOCOL_ICMPV6 = 58;
  private static final int DHCP_CLIENT = 68;
  private static final int DHCP_SERVER = 67;
  private static final int SERVICE_TAG = 0x88a8;
  private static final long EUI_64_MIDDLE = 0x0000_00ff_fe00_0000L;
  private static final long UNIVERSAL_BIT = 1L << 41;

  private SourceCheck() {}

  static boolean passes(Frame frame, Endpoint endpoint) {
    if (frame.fragments() == 0 || frame.length(0) < Headers.ETHERNET) {
      return false;
    }
    MemorySegment m = frame.segment(0);
    long at = frame.offset(0);
    if (MacAddress.read(m, at + MacAddress.BYTES) != endpoint.mac()) {
      return false;
    }
    if (endpoint.addresses().none()) {
      return true;
    }
    Headers headers = frame.headers();
    return switch (headers.etherType()) {
      case Headers.ETHERTYPE_IPV4 -> headers.ipv4() && ipv4(headers, m, at, endpoint);
      case Headers.ETHERTYPE_IPV6 -> headers.ipv6() && ipv6(frame, endpoint);
      case Arp.ETHERTYPE -> arp(frame, endpoint);
      // behind two tags a receiver could find what was not looked at here
      case Headers.ETHERTYPE_VLAN, SERVICE_TAG -> false;
      default -> true;
    };
  }

  private static boolean ipv4(Headers headers, MemorySegment m, long at, Endpoint endpoint) {
    int source = NetworkOrder.get32(m, at + headers.source());
    if (source == 0) {
      return headers.protocol() == PROTOCOL_IGMP
          || (headers.udp()
              && headers.sourcePort() == DHCP_CLIENT
              && headers.destinationPort() == DHCP_SERVER);
    }
    return endpoint.addresses().hasIpv4(source);
  }

  private static boolean arp(Frame frame, Endpoint endpoint) {
    int arp = Arp.locate(frame);
    if (arp == 0) {
      return false;
    }
    MemorySegment m = frame.segment(0);
    long at = frame.offset(0) + arp;
    int sender = NetworkOrder.get32(m, at + Arp.SENDER_IP);
    return MacAddress.read(m, at + Arp.SENDER_MAC) == endpoint.mac()
        && (sender == 0 || endpoint.addresses().hasIpv4(sender));
  }

  private static boolean ipv6(Frame frame, Endpoint endpoint) {
    Headers headers = frame.headers();
    MemorySegment m = frame.segment(0);
    long source = frame.offset(0) + headers.source();
    long high = NetworkOrder.get64(m, source);
    long low = NetworkOrder.get64(m, source + Long.BYTES);
    boolean icmp = headers.protocol() == PROTOCOL_ICMPV6;
    boolean unspecified = (high | low) == 0;
    if (unspecified ? !icmp || headers.fragment() : !mayUse(high, low, endpoint)) {
      return false;
    }
    if (headers.fragment()) {
      return true;
    }
    if (Headers.isExtension(headers.protocol())) {
      // more headers than anyone needs: what is behind them cannot be known
      return false;
    }
    return !icmp || NeighbourDiscovery.announcesOnly(frame, endpoint);
  }

  /** Whether the endpoint may send from the IPv6 address. */
  static boolean mayUse(long high, long low, Endpoint endpoint) {
    if (endpoint.addresses().hasIpv6(high, low)) {
      return true;
    }
    return NeighbourDiscovery.isLinkLocal(high) && ownerOf(high, low, endpoint) == null;
  }

  /** The other endpoint of the network whose link-local address that is. */
  private static @Nullable Endpoint ownerOf(long high, long low, Endpoint endpoint) {
    Endpoint assigned = endpoint.network().other(high, low, endpoint);
    if (assigned != null || (low & 0x0000_00ff_ff00_0000L) != EUI_64_MIDDLE) {
      return assigned;
    }
    long mac = (low >>> 40 << 24 | (low & 0xff_ffffL)) ^ UNIVERSAL_BIT;
    return endpoint.network().other(mac, endpoint);
  }
}
