package org.manakin.packet;

import static org.manakin.packet.NetworkOrder.get16;
import static org.manakin.packet.NetworkOrder.get8;

import java.lang.foreign.MemorySegment;

/**
 * Where the protocol headers of a frame lie and what they say, found by {@link #parse} in one pass
 * over private memory. Offsets count bytes from the start of the frame. A mutable flyweight, part
 * of a {@link Frame}.
 */
public final class Headers {
  public static final int ETHERTYPE_IPV4 = 0x0800;
  public static final int ETHERTYPE_IPV6 = 0x86dd;
  public static final int ETHERTYPE_VLAN = 0x8100;
  public static final int PROTOCOL_TCP = 6;
  public static final int PROTOCOL_UDP = 17;

  /** Bytes of an Ethernet header without a tag. */
  public static final int ETHERNET = 14;

  /** Bytes of an 802.1Q tag. */
  public static final int VLAN_TAG = 4;

  private static final int IPV4 = 20;
  private static final int IPV6 = 40;
  private static final int TCP = 20;
  private static final int UDP = 8;

  /** No real packet has more; whoever sends more gets no offload. */
  private static final int MAX_EXTENSIONS = 8;

  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION_OPTIONS = 60;
  private static final int MOBILITY = 135;

  private boolean tagged;
  private int tci;
  private int etherType;
  private int network;
  private int networkLength;
  private int protocol = -1;
  private int transport;
  private int transportLength;
  private int payload;
  private int sourcePort;
  private int destinationPort;
  private boolean fragment;
  private boolean extended;
  private boolean routed;
  private boolean lengthsConsistent;

  void clear() {
    tagged = false;
    tci = 0;
    etherType = 0;
    network = 0;
    networkLength = 0;
    protocol = -1;
    transport = 0;
    transportLength = 0;
    payload = 0;
    sourcePort = 0;
    destinationPort = 0;
    fragment = false;
    extended = false;
    routed = false;
    lengthsConsistent = false;
  }

  /** Makes this describe the same headers as {@code other}. */
  void copyFrom(Headers other) {
    tagged = other.tagged;
    tci = other.tci;
    etherType = other.etherType;
    network = other.network;
    networkLength = other.networkLength;
    protocol = other.protocol;
    transport = other.transport;
    transportLength = other.transportLength;
    payload = other.payload;
    sourcePort = other.sourcePort;
    destinationPort = other.destinationPort;
    fragment = other.fragment;
    extended = other.extended;
    routed = other.routed;
    lengthsConsistent = other.lengthsConsistent;
  }

  /** The frame's IP length field was set so that {@code bytes} follow the transport header. */
  void resizePayload(int bytes) {
    transportLength = payload - transport + bytes;
    lengthsConsistent = true;
  }

  /**
   * Reads the first {@code available} bytes of a frame of {@code length} bytes, at {@code at} in
   * {@code m}, which must be private: it is read more than once. Never reads beyond them and never
   * throws because of what they contain: a header that is malformed or cut off has position 0, and
   * so have those behind it.
   */
  public void parse(MemorySegment m, long at, int available, int length) {
    clear();
    int limit = Math.min(available, length);
    if (limit < ETHERNET) {
      return;
    }
    int next = ETHERNET;
    int type = get16(m, at + 12);
    if (type == ETHERTYPE_VLAN) {
      next += VLAN_TAG;
      if (limit < next) {
        return;
      }
      tagged = true;
      tci = get16(m, at + 14);
      type = get16(m, at + 16);
    }
    etherType = type;
    if (type == ETHERTYPE_IPV4) {
      parseIpv4(m, at, next, limit, length);
    } else if (type == ETHERTYPE_IPV6) {
      parseIpv6(m, at, next, limit, length);
    }
  }

  private void parseIpv4(MemorySegment m, long at, int start, int limit, int length) {
    if (limit - start < IPV4) {
      return;
    }
    int versionAndLength = get8(m, at + start);
    int header = (versionAndLength & 0xf) * 4;
    if (versionAndLength >>> 4 != 4 || header < IPV4 || limit - start < header) {
      return;
    }
    network = start;
    networkLength = header;
    protocol = get8(m, at + start + 9);
    int total = get16(m, at + start + 2);
    lengthsConsistent = total >= header && total <= length - start;
    // more fragments, or not the first
    fragment = (get16(m, at + start + 6) & 0x3fff) != 0;
    if (!fragment) {
      parseTransport(m, at, start + header, limit, lengthsConsistent ? start + total : length);
    }
  }

  private void parseIpv6(MemorySegment m, long at, int start, int limit, int length) {
    if (limit - start < IPV6 || get8(m, at + start) >>> 4 != 6) {
      return;
    }
    network = start;
    int bytes = get16(m, at + start + 4);
    lengthsConsistent = bytes > 0 && bytes <= length - start - IPV6;
    int end = lengthsConsistent ? start + IPV6 + bytes : length;
    int next = walkExtensions(m, at, start + IPV6, get8(m, at + start + 6), Math.min(limit, end));
    networkLength = next - start;
    if (!fragment) {
      parseTransport(m, at, next, limit, end);
    }
  }

  /**
   * Passes over extension headers from {@code start} to the first header of another kind, whose
   * number it leaves in {@link #protocol}; stops early at a fragment header and where the bytes
   * end.
   */
  private int walkExtensions(MemorySegment m, long at, int start, int first, int limit) {
    int position = start;
    protocol = first;
    for (int i = 0; i < MAX_EXTENSIONS && isExtension(protocol); i++) {
      extended = true;
      if (limit - position < 8) {
        return position;
      }
      int kind = protocol;
      int size =
          switch (kind) {
            case FRAGMENT -> 8;
            case AUTHENTICATION -> (get8(m, at + position + 1) + 2) * 4;
            default -> (get8(m, at + position + 1) + 1) * 8;
          };
      if (limit - position < size) {
        return position;
      }
      // offset and the bit "more"; a fragment that is the whole packet counts as none
      fragment = kind == FRAGMENT && (get16(m, at + position + 2) & 0xfff9) != 0;
      routed |= kind == ROUTING && get8(m, at + position + 3) > 0;
      protocol = get8(m, at + position);
      position += size;
      if (fragment) {
        return position;
      }
    }
    return position;
  }

  /** Whether a header of this number is an IPv6 extension header, behind which others follow. */
  public static boolean isExtension(int protocol) {
    return switch (protocol) {
      case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS, MOBILITY -> true;
      default -> false;
    };
  }

  private void parseTransport(MemorySegment m, long at, int start, int limit, int end) {
    int room = Math.min(limit, end) - start;
    int size = end - start;
    int header;
    if (protocol == PROTOCOL_TCP && room >= TCP) {
      header = (get8(m, at + start + 12) >>> 4) * 4;
      if (header < TCP || header > room) {
        return;
      }
    } else if (protocol == PROTOCOL_UDP && room >= UDP) {
      header = UDP;
      int datagram = get16(m, at + start + 4);
      if (datagram >= UDP && datagram <= size) {
        size = datagram;
      } else {
        lengthsConsistent = false;
      }
    } else {
      return;
    }
    transport = start;
    transportLength = size;
    payload = start + header;
    sourcePort = get16(m, at + start);
    destinationPort = get16(m, at + start + 2);
  }

  /** Whether the frame carries an 802.1Q tag in its bytes. */
  public boolean tagged() {
    return tagged;
  }

  /** The tag's control information: priority, DEI, VID; 0 without a tag. */
  public int tci() {
    return tci;
  }

  /** The EtherType behind any tag; 0 if the frame is too short to have one. */
  public int etherType() {
    return etherType;
  }

  public boolean ipv4() {
    return etherType == ETHERTYPE_IPV4 && network > 0;
  }

  public boolean ipv6() {
    return etherType == ETHERTYPE_IPV6 && network > 0;
  }

  public boolean tcp() {
    return transport > 0 && protocol == PROTOCOL_TCP;
  }

  public boolean udp() {
    return transport > 0 && protocol == PROTOCOL_UDP;
  }

  /** Where the IP header starts; 0 if there is no well-formed one. */
  public int network() {
    return network;
  }

  /** Bytes of the IP header with its options or extension headers; 0 without one. */
  public int networkLength() {
    return networkLength;
  }

  /** Where the IP source address starts; only meaningful with an IP header. */
  public int source() {
    return network + (etherType == ETHERTYPE_IPV4 ? 12 : 8);
  }

  /** Where the IP destination address starts, right behind the source address. */
  public int destination() {
    return source() + addressLength();
  }

  /** Bytes of one IP address: 4 or 16. */
  public int addressLength() {
    return etherType == ETHERTYPE_IPV4 ? 4 : 16;
  }

  /**
   * The transport protocol's number behind any IPv6 extension headers; -1 if there is no IP header.
   */
  public int protocol() {
    return protocol;
  }

  /** Where the TCP or UDP header starts; 0 if there is none, or if the packet is an IP fragment. */
  public int transport() {
    return transport;
  }

  /**
   * Bytes of the TCP segment or UDP datagram, its header included, as the length fields say; if
   * those are not {@linkplain #lengthsConsistent() consistent}, up to the frame's end.
   */
  public int transportLength() {
    return transportLength;
  }

  /** Where the bytes behind the TCP or UDP header start; 0 if there is no such header. */
  public int payload() {
    return payload;
  }

  /** The TCP or UDP source port; 0 without such a header. */
  public int sourcePort() {
    return sourcePort;
  }

  /** The TCP or UDP destination port; 0 without such a header. */
  public int destinationPort() {
    return destinationPort;
  }

  /** Whether the IP packet is a fragment, so that its transport checksum cannot be known here. */
  public boolean fragment() {
    return fragment;
  }

  /** Whether the IPv6 header is followed by extension headers. */
  public boolean extended() {
    return extended;
  }

  /**
   * Whether an IPv6 routing header names hops still to come, so that the IP header's destination is
   * not the one that the transport checksum covers.
   */
  public boolean routed() {
    return routed;
  }

  /**
   * Whether the lengths in the IP and UDP headers fit each other and the frame (bytes behind the IP
   * packet are padding). A super-frame's may not.
   */
  public boolean lengthsConsistent() {
    return lengthsConsistent;
  }

  /** Whether there is a TCP or UDP checksum that can be computed from this frame alone. */
  public boolean verifiable() {
    return transport > 0 && lengthsConsistent && !routed;
  }
}
