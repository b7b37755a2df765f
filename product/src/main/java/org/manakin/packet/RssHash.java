package org.manakin.packet;

import java.lang.foreign.MemorySegment;

/**
 * The receive side scaling hash of a frame: which fields are hashed is decided by the packet and by
 * the hash types that are enabled. Hash types are bits, numbered as NDIS and the receive CQE number
 * them. The input is source address, destination address, source port, destination port, in network
 * order; the addresses are always those of the IP header, also where an extension header names
 * another (mobile IPv6). A fragment is hashed by its addresses, like a packet of another protocol,
 * so that all fragments of a packet meet in one queue. Immutable.
 */
public final class RssHash {
  public static final int IPV4 = 1;
  public static final int TCP_IPV4 = 1 << 1;
  public static final int UDP_IPV4 = 1 << 2;
  public static final int IPV6 = 1 << 3;
  public static final int TCP_IPV6 = 1 << 4;
  public static final int UDP_IPV6 = 1 << 5;
  public static final int IPV6_EXTENDED = 1 << 6;
  public static final int TCP_IPV6_EXTENDED = 1 << 7;
  public static final int UDP_IPV6_EXTENDED = 1 << 8;

  /** All types but those of packets with extension headers. */
  public static final int DEFAULT_TYPES = 0x3f;

  private final Toeplitz toeplitz;
  private final int enabled;

  /**
   * @param key of {@value Toeplitz#KEY_BYTES} bytes
   * @param enabled the hash types that may be used
   */
  public RssHash(byte[] key, int enabled) {
    this.toeplitz = new Toeplitz(key);
    this.enabled = enabled;
  }

  /**
   * Hashes a frame by its headers, which were parsed from the private memory at {@code at} in
   * {@code m}.
   *
   * @return type and value in one word, for {@link #type} and {@link #value}; 0 if none of the
   *     enabled types fits the frame
   */
  public long of(Headers headers, MemorySegment m, long at) {
    int type = typeOf(headers);
    if (type == 0) {
      return 0;
    }
    int addresses = 2 * headers.addressLength();
    int hash = toeplitz.add(0, 0, m, at + headers.source(), addresses);
    if ((type & (IPV4 | IPV6 | IPV6_EXTENDED)) == 0) {
      hash = toeplitz.addPort(hash, addresses, headers.sourcePort());
      hash = toeplitz.addPort(hash, addresses + 2, headers.destinationPort());
    }
    return (long) type << 32 | Integer.toUnsignedLong(hash);
  }

  /** Hashes a frame; its headers lie in fragment 0. */
  public long of(Frame frame) {
    return of(frame.headers(), frame.segment(0), frame.offset(0));
  }

  /** The type of a result of {@link #of}: one bit, or 0 if the frame was not hashed. */
  public static int type(long hash) {
    return (int) (hash >>> 32);
  }

  /** The hash value of a result of {@link #of}. */
  public static int value(long hash) {
    return (int) hash;
  }

  private int typeOf(Headers headers) {
    if (headers.ipv4()) {
      return choose(headers, TCP_IPV4, UDP_IPV4, IPV4);
    }
    if (!headers.ipv6()) {
      return 0;
    }
    int extended =
        headers.extended()
            ? choose(headers, TCP_IPV6_EXTENDED, UDP_IPV6_EXTENDED, IPV6_EXTENDED)
            : 0;
    int plain = choose(headers, TCP_IPV6, UDP_IPV6, IPV6);
    // one with ports is worth more than one that knows the extension
    return extended == 0 || (extended == IPV6_EXTENDED && plain > IPV6) ? plain : extended;
  }

  private int choose(Headers headers, int tcp, int udp, int addresses) {
    if (headers.tcp() && (enabled & tcp) != 0) {
      return tcp;
    }
    if (headers.udp() && (enabled & udp) != 0) {
      return udp;
    }
    return enabled & addresses;
  }
}
