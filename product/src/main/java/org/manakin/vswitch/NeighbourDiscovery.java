package org.manakin.vswitch;

import java.lang.foreign.MemorySegment;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.MacAddress;
import org.manakin.packet.NetworkOrder;

/** IPv6 neighbour discovery (RFC 4861); offsets are from the start of the ICMPv6 message. */
final class NeighbourDiscovery {
  static final int ROUTER_SOLICITATION = 133;
  static final int ROUTER_ADVERTISEMENT = 134;
  static final int SOLICITATION = 135;
  static final int ADVERTISEMENT = 136;
  static final int TARGET = 8;
  static final int OPTION_SOURCE_MAC = 1;
  static final int OPTION_TARGET_MAC = 2;

  private static final int OPTION_UNIT = 8;
  private static final int LINK_LOCAL = 0xfe80 >>> 6;

  private NeighbourDiscovery() {}

  static boolean isLinkLocal(long high) {
    return high >>> 54 == LINK_LOCAL;
  }

  /** Whether the ICMPv6 message says nothing of a neighbour that is not {@code endpoint}. */
  static boolean announcesOnly(Frame frame, Endpoint endpoint) {
    Headers headers = frame.headers();
    int start = headers.network() + headers.networkLength();
    MemorySegment m = frame.segment(0);
    long at = frame.offset(0) + start;
    if (frame.length(0) <= start) {
      // not even a type: nobody reads it
      return frame.length() == frame.length(0);
    }
    int type = NetworkOrder.get8(m, at);
    int options = options(type);
    if (options == 0) {
      return true;
    }
    if (frame.length() != frame.length(0) || frame.length() < start + options) {
      return false;
    }
    if (type == ADVERTISEMENT && !mayAdvertise(m, at + TARGET, endpoint)) {
      return false;
    }
    return optionsName(m, at + options, frame.length() - start - options, endpoint.mac());
  }

  private static boolean mayAdvertise(MemorySegment m, long target, Endpoint endpoint) {
    return SourceCheck.mayUse(
        NetworkOrder.get64(m, target), NetworkOrder.get64(m, target + Long.BYTES), endpoint);
  }

  /** Where the options of a message of this type start; 0 if it has none that matter here. */
  private static int options(int type) {
    return switch (type) {
      case ROUTER_SOLICITATION -> 8;
      case ROUTER_ADVERTISEMENT -> 16;
      case SOLICITATION, ADVERTISEMENT -> 24;
      default -> 0;
    };
  }

  /** Whether every link-layer address in the options is {@code mac}. */
  private static boolean optionsName(MemorySegment m, long at, int bytes, long mac) {
    int left = bytes;
    long option = at;
    while (left >= OPTION_UNIT) {
      int type = NetworkOrder.get8(m, option);
      int size = NetworkOrder.get8(m, option + 1) * OPTION_UNIT;
      if (size == 0 || size > left) {
        // receivers must drop the message: RFC 4861, 4.6; or it is padding
        return true;
      }
      boolean address = type == OPTION_SOURCE_MAC || type == OPTION_TARGET_MAC;
      if (address && MacAddress.read(m, option + 2) != mac) {
        return false;
      }
      option += size;
      left -= size;
    }
    return true;
  }
}
