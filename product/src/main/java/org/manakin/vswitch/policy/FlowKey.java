package org.manakin.vswitch.policy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;

/**
 * What names a flow, read from a frame's private headers, and what else the layers ask about a
 * packet. A mutable flyweight of its flow table.
 *
 * <p>An IPv4 address is a number in the low word. The ports, protocol, family and, for ICMP echo,
 * the role are one word ({@link #ports}); there an echo's identifier stands for both ports.
 */
final class FlowKey {
  /** What kind of frame this is to policy. */
  enum Kind {
    /** Resolves addresses: ARP, neighbour solicitation and advertisement, multicast listening. */
    RESOLUTION,
    /** An EtherType of which the rules cannot speak. */
    FOREIGN,
    /** IP whose ports cannot be found: cut off, hidden behind extension headers, source-routed. */
    MALFORMED,
    /** A packet of a flow that may be a connection. */
    FLOW,
    /** ICMP that neither asks nor reports: the rules decide each time the same. */
    STATELESS,
    /** An ICMP error; {@link FlowKey#readReported} reads what it is about. */
    ERROR,
    /** The first fragment of a packet: as FLOW, and {@link FlowKey#fragment} is set. */
    FIRST_FRAGMENT,
    /** A later fragment: there are no ports. */
    FRAGMENT
  }

  static final long V6 = 1L << 8;
  private static final long ECHO_REQUEST = 1;
  private static final long ECHO_REPLY = 2;
  private static final long ECHO = 3;
  private static final int SOURCE_SHIFT = 48;
  private static final int DESTINATION_SHIFT = 32;
  private static final int PROTOCOL_SHIFT = 16;
  private static final int PORT_MASK = 0xffff;
  private static final int BYTE_MASK = 0xff;

  /** The bits of {@link #ports} that hold the protocol. */
  static final long PROTOCOL = (long) BYTE_MASK << PROTOCOL_SHIFT;

  private static final int ETHERTYPE_ARP = 0x0806;
  private static final int TCP_HEADER = 20;
  private static final int TCP_FLAGS = 13;
  private static final int EIGHT = 8;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int FRAGMENT_HEADER = 8;
  private static final int OFFSET4 = 0x1fff;
  private static final int OFFSET6 = 0xfff8;
  private static final int ND_HOPS = 255;

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  long sourceHigh;
  long sourceLow;
  long destinationHigh;
  long destinationLow;
  long ports;
  TcpSegment segment = TcpSegment.PLAIN;

  /** The IP packet's identification; only of fragments. */
  long fragment;

  /** Reads a frame; only FOREIGN, MALFORMED and RESOLUTION leave the fields without meaning. */
  Kind read(Frame frame) {
    Headers h = frame.headers();
    boolean v6 = h.etherType() == Headers.ETHERTYPE_IPV6;
    if (!v6 && h.etherType() != Headers.ETHERTYPE_IPV4) {
      return h.etherType() == ETHERTYPE_ARP ? Kind.RESOLUTION : Kind.FOREIGN;
    }
    if (h.network() == 0 || h.routed()) {
      return Kind.MALFORMED;
    }
    MemorySegment m = frame.segment(0);
    long at = frame.offset(0);
    readAddresses(m, at + h.source(), v6);
    int protocol = h.protocol();
    segment = TcpSegment.PLAIN;
    if (h.transport() > 0) {
      ports = word(h.sourcePort(), h.destinationPort(), protocol, v6, 0);
      if (protocol == IpProtocol.TCP) {
        segment = TcpSegment.of(u8(m, at + h.transport() + TCP_FLAGS));
      }
      return Kind.FLOW;
    }
    long end = at + Math.min(frame.length(0), frame.length());
    if (h.fragment()) {
      return readFragment(m, at + h.network(), h.networkLength(), end, protocol, v6);
    }
    if (IpProtocol.hasPorts(protocol) || (v6 && isExtension(protocol))) {
      return Kind.MALFORMED;
    }
    ports = word(0, 0, protocol, v6, 0);
    long next = at + h.network() + h.networkLength();
    return protocol == (v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP)
        ? readIcmp(m, next, end, u8(m, at + h.network() + 7), v6)
        : Kind.FLOW;
  }

  /** A header that is passed over on the way to the transport header, and was not. */
  private static boolean isExtension(int protocol) {
    return switch (protocol) {
      case 0, 43, 44, 51, 60, 135 -> true;
      default -> false;
    };
  }

  private Kind readFragment(
      MemorySegment m, long network, int networkLength, long end, int protocol, boolean v6) {
    long next = network + networkLength;
    int offset;
    if (v6) {
      offset = (u16(m, next - FRAGMENT_HEADER + 2) & OFFSET6) >>> 3;
      fragment = Integer.toUnsignedLong(m.get(U32, next - FRAGMENT_HEADER + 4));
    } else {
      offset = u16(m, network + 6) & OFFSET4;
      fragment = u16(m, network + 4);
    }
    ports = word(0, 0, protocol, v6, 0);
    if (offset > 0) {
      // at 8 bytes it would overwrite the flags that the first one was judged by
      return offset == 1 && protocol == IpProtocol.TCP ? Kind.MALFORMED : Kind.FRAGMENT;
    }
    int needed = protocol == IpProtocol.TCP ? TCP_HEADER : EIGHT;
    if (end - next < needed || (v6 && isExtension(protocol))) {
      return Kind.MALFORMED;
    }
    if (IpProtocol.hasPorts(protocol)) {
      ports = word(u16(m, next), u16(m, next + 2), protocol, v6, 0);
      if (protocol == IpProtocol.TCP) {
        segment = TcpSegment.of(u8(m, next + TCP_FLAGS));
      }
    } else if (protocol == (v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP)) {
      long role = echoRole(u8(m, next), v6);
      // an error or a discovery message is never so long that it has to be cut
      if (role == 0) {
        return Kind.MALFORMED;
      }
      int identifier = u16(m, next + 4);
      ports = word(identifier, identifier, protocol, v6, role);
    }
    return Kind.FIRST_FRAGMENT;
  }

  private Kind readIcmp(MemorySegment m, long at, long end, int hops, boolean v6) {
    if (end - at < EIGHT) {
      return Kind.MALFORMED;
    }
    int type = u8(m, at);
    int protocol = v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
    long role = echoRole(type, v6);
    if (role != 0) {
      int identifier = u16(m, at + 4);
      ports = word(identifier, identifier, protocol, v6, role);
      return Kind.FLOW;
    }
    if (v6 && isResolution(type, hops)) {
      return Kind.RESOLUTION;
    }
    boolean error = v6 ? type >= 1 && type <= 4 : type == 3 || type == 11 || type == 12;
    return error ? Kind.ERROR : Kind.STATELESS;
  }

  /** Neighbour messages from a neighbour, and what multicast listeners say on the link. */
  private static boolean isResolution(int type, int hops) {
    return switch (type) {
      case 133, 135, 136 -> hops == ND_HOPS;
      case 130, 131, 132, 143 -> hops == 1;
      default -> false;
    };
  }

  private static long echoRole(int type, boolean v6) {
    if (type == (v6 ? 128 : 8)) {
      return ECHO_REQUEST;
    }
    return type == (v6 ? 129 : 0) ? ECHO_REPLY : 0;
  }

  /**
   * Reads the packet that the ICMP error in {@code frame} reports, as far as it lies in private
   * memory.
   *
   * @return whether it names a flow
   */
  boolean readReported(Frame frame) {
    Headers h = frame.headers();
    MemorySegment m = frame.segment(0);
    long at = frame.offset(0) + h.network() + h.networkLength() + EIGHT;
    long end = frame.offset(0) + Math.min(frame.length(0), frame.length());
    boolean v6 = h.ipv6();
    if (end - at < (v6 ? IPV6_HEADER : IPV4_HEADER)) {
      return false;
    }
    int first = u8(m, at);
    int header = v6 ? IPV6_HEADER : (first & 0xf) * 4;
    int protocol = u8(m, at + (v6 ? 6 : 9));
    boolean withPorts = IpProtocol.hasPorts(protocol);
    boolean icmp = protocol == (v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP);
    boolean later = !v6 && (u16(m, at + 6) & OFFSET4) != 0;
    if (first >>> 4 != (v6 ? 6 : 4)
        || header < IPV4_HEADER
        || end - at < header + (withPorts || icmp ? EIGHT : 0)
        || later
        || (v6 && isExtension(protocol))) {
      return false;
    }
    segment = TcpSegment.PLAIN;
    readAddresses(m, at + (v6 ? 8 : 12), v6);
    long next = at + header;
    if (withPorts) {
      ports = word(u16(m, next), u16(m, next + 2), protocol, v6, 0);
      return true;
    }
    if (!icmp) {
      ports = word(0, 0, protocol, v6, 0);
      return true;
    }
    int identifier = u16(m, next + 4);
    long role = echoRole(u8(m, next), v6);
    ports = word(identifier, identifier, protocol, v6, role);
    return role != 0;
  }

  private void readAddresses(MemorySegment m, long at, boolean v6) {
    if (v6) {
      sourceHigh = m.get(U64, at);
      sourceLow = m.get(U64, at + 8);
      destinationHigh = m.get(U64, at + 16);
      destinationLow = m.get(U64, at + 24);
    } else {
      sourceHigh = 0;
      sourceLow = Integer.toUnsignedLong(m.get(U32, at));
      destinationHigh = 0;
      destinationLow = Integer.toUnsignedLong(m.get(U32, at + 4));
    }
  }

  private static long word(int source, int destination, int protocol, boolean v6, long role) {
    return (long) source << SOURCE_SHIFT
        | (long) destination << DESTINATION_SHIFT
        | (long) protocol << PROTOCOL_SHIFT
        | (v6 ? V6 : 0)
        | role;
  }

  /** A protocol's number where {@link #ports} has it. */
  static long protocolBits(int protocol) {
    return (long) protocol << PROTOCOL_SHIFT;
  }

  /** The {@link #ports} of the replies. */
  static long reversed(long ports) {
    long role = ports & ECHO;
    return (ports & (long) PORT_MASK << DESTINATION_SHIFT) << (SOURCE_SHIFT - DESTINATION_SHIFT)
        | (ports >>> SOURCE_SHIFT) << DESTINATION_SHIFT
        | (ports & ((1L << DESTINATION_SHIFT) - 1) & ~ECHO)
        | (role == 0 ? 0 : role ^ ECHO);
  }

  static int sourcePort(long ports) {
    return (int) (ports >>> SOURCE_SHIFT);
  }

  static int destinationPort(long ports) {
    return (int) (ports >>> DESTINATION_SHIFT) & PORT_MASK;
  }

  static int protocol(long ports) {
    return (int) (ports >>> PROTOCOL_SHIFT) & BYTE_MASK;
  }

  int protocol() {
    return protocol(ports);
  }

  boolean isEchoRequest() {
    return (ports & ECHO) == ECHO_REQUEST;
  }

  boolean isEchoReply() {
    return (ports & ECHO) == ECHO_REPLY;
  }

  private static int u8(MemorySegment m, long at) {
    return Byte.toUnsignedInt(m.get(ValueLayout.JAVA_BYTE, at));
  }

  private static int u16(MemorySegment m, long at) {
    return Short.toUnsignedInt(m.get(U16, at));
  }
}
