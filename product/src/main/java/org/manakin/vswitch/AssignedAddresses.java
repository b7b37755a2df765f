package org.manakin.vswitch;

import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.manakin.packet.NetworkOrder;

/** The IP addresses of an endpoint as numbers. Immutable. */
final class AssignedAddresses {
  private final int[] ipv4;
  private final long[] ipv6;

  AssignedAddresses(List<InetAddress> list) {
    this.ipv4 =
        list.stream()
            .filter(Inet4Address.class::isInstance)
            .mapToInt(a -> NetworkOrder.get32(bytes(a), 0))
            .toArray();
    this.ipv6 =
        list.stream()
            .filter(a -> !(a instanceof Inet4Address))
            .flatMapToLong(a ->
                LongStream.of(
                    NetworkOrder.get64(bytes(a), 0), NetworkOrder.get64(bytes(a), Long.BYTES)))
            .toArray();
  }

  private static MemorySegment bytes(InetAddress address) {
    return MemorySegment.ofArray(address.getAddress());
  }

  int count() {
    return ipv4.length + ipv6.length / 2;
  }

  boolean none() {
    return count() == 0;
  }

  boolean hasIpv4(int address) {
    for (int own : ipv4) {
      if (own == address) {
        return true;
      }
    }
    return false;
  }

  boolean hasIpv6(long high, long low) {
    for (int i = 0; i < ipv6.length; i += 2) {
      if (ipv6[i] == high && ipv6[i + 1] == low) {
        return true;
      }
    }
    return false;
  }

  /** Enters them as {@code owner}'s. */
  void enter(EndpointIndex byIpv4, EndpointIndex byIpv6, Endpoint owner) {
    for (int address : ipv4) {
      byIpv4.put(0, Integer.toUnsignedLong(address), owner);
    }
    for (int i = 0; i < ipv6.length; i += 2) {
      byIpv6.put(ipv6[i], ipv6[i + 1], owner);
    }
  }

  /** The endpoint to which the address is assigned; null if there is none. */
  static @Nullable Endpoint holder(InetAddress address, ForwardingTable table) {
    MemorySegment bytes = bytes(address);
    return address instanceof Inet4Address
        ? table.ipv4().get(Integer.toUnsignedLong(NetworkOrder.get32(bytes, 0)))
        : table.ipv6().get(NetworkOrder.get64(bytes, 0), NetworkOrder.get64(bytes, Long.BYTES));
  }
}
