package org.manakin.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An IP address and a UDP port in native memory, as a {@link UdpSocket} sends to them or fills them
 * in. The address reads as the two halves of an IPv6 address, an IPv4 address as the IPv6 address
 * that it is mapped to, whatever the socket's family.
 *
 * <p>One made by {@link #of} does not change and is for any thread; one made by {@link #empty}
 * belongs to whoever receives.
 */
public final class UdpAddress {
  // struct sockaddr_in and struct sockaddr_in6.
  static final int BYTES = 28;
  private static final int IPV4_BYTES = 16;
  private static final int PORT = 2;
  private static final int IPV4 = 4;
  private static final int IPV6 = 8;
  private static final int SCOPE = 24;
  private static final long MAPPED = 0xffff_0000_0000L;
  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NETWORK_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong NETWORK_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment memory = Arena.ofAuto().allocate(BYTES, Long.BYTES);

  private UdpAddress() {}

  /** One to be filled in. */
  public static UdpAddress empty() {
    return new UdpAddress();
  }

  /**
   * @param ipv6 the family of the sockets that it is for; an IPv4 address is mapped for those of
   *     IPv6, a wildcard is one of either family
   * @throws IllegalArgumentException if the host was not found, or has an IPv6 address where IPv4
   *     is wanted
   */
  public static UdpAddress of(InetSocketAddress address, boolean ipv6) {
    InetAddress host = address.getAddress();
    if (host == null) {
      throw new IllegalArgumentException("there is no host " + address.getHostString());
    }
    UdpAddress result = new UdpAddress();
    MemorySegment m = result.memory;
    boolean long128 = host instanceof Inet6Address;
    m.set(NETWORK_SHORT, PORT, (short) address.getPort());
    if (ipv6) {
      m.set(ValueLayout.JAVA_SHORT, 0, (short) SocketCalls.AF_INET6);
      if (!host.isAnyLocalAddress()) {
        ByteBuffer bytes = ByteBuffer.wrap(host.getAddress());
        m.set(NETWORK_LONG, IPV6, long128 ? bytes.getLong() : 0);
        m.set(
            NETWORK_LONG,
            IPV6 + Long.BYTES,
            long128 ? bytes.getLong() : MAPPED | Integer.toUnsignedLong(bytes.getInt()));
      }
      m.set(ValueLayout.JAVA_INT, SCOPE, host instanceof Inet6Address six ? six.getScopeId() : 0);
    } else if (long128 && !host.isAnyLocalAddress()) {
      throw new IllegalArgumentException(host.getHostAddress() + " is no IPv4 address");
    } else {
      m.set(ValueLayout.JAVA_SHORT, 0, (short) SocketCalls.AF_INET);
      m.set(NETWORK_INT, IPV4, long128 ? 0 : ByteBuffer.wrap(host.getAddress()).getInt());
    }
    return result;
  }

  /** The first eight bytes of the IPv6 address; 0 of an IPv4 address. */
  public long high() {
    return ipv6() ? memory.get(NETWORK_LONG, IPV6) : 0;
  }

  /** The last eight bytes of the IPv6 address. */
  public long low() {
    return ipv6()
        ? memory.get(NETWORK_LONG, IPV6 + Long.BYTES)
        : MAPPED | Integer.toUnsignedLong(memory.get(NETWORK_INT, IPV4));
  }

  public int port() {
    return Short.toUnsignedInt(memory.get(NETWORK_SHORT, PORT));
  }

  /** The same as an object of the Java library; not for the data path. */
  public InetSocketAddress toJava() {
    byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high()).putLong(low()).array();
    try {
      InetAddress host = InetAddress.getByAddress(bytes); // a mapped one becomes IPv4 again
      int scope = ipv6() ? memory.get(ValueLayout.JAVA_INT, SCOPE) : 0;
      if (scope != 0 && host instanceof Inet6Address) {
        host = Inet6Address.getByAddress(null, bytes, scope);
      }
      return new InetSocketAddress(host, port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }

  MemorySegment memory() {
    return memory;
  }

  /** Bytes that an address of this family has. */
  int length() {
    return ipv6() ? BYTES : IPV4_BYTES;
  }

  private boolean ipv6() {
    return memory.get(ValueLayout.JAVA_SHORT, 0) == SocketCalls.AF_INET6;
  }
}
