package org.manakin.vswitch;

import java.lang.foreign.MemorySegment;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.NetworkOrder;

/** ARP for IPv4 over Ethernet; offsets are from the start of the ARP packet. */
final class Arp {
  static final int ETHERTYPE = 0x0806;
  static final int BYTES = 28;
  static final int OPERATION = 6;
  static final int SENDER_MAC = 8;
  static final int SENDER_IP = 14;
  static final int TARGET_MAC = 18;
  static final int TARGET_IP = 24;
  static final int REQUEST = 1;
  static final int REPLY = 2;

  /** Hardware type, protocol type and the lengths of their addresses. */
  static final long ETHERNET_IPV4 = 0x0001_0800_0604L;

  private Arp() {}

  /** Where the ARP packet starts in the frame; 0 if there is no whole one for IPv4. */
  static int locate(Frame frame) {
    Headers headers = frame.headers();
    int start = Headers.ETHERNET + (headers.tagged() ? Headers.VLAN_TAG : 0);
    if (headers.etherType() != ETHERTYPE || frame.length(0) < start + BYTES) {
      return 0;
    }
    MemorySegment m = frame.segment(0);
    long first = NetworkOrder.get64(m, frame.offset(0) + start) >>> 16;
    return first == ETHERNET_IPV4 ? start : 0;
  }
}
