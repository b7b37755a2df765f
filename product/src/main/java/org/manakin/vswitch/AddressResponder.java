package org.manakin.vswitch;

import static org.manakin.packet.NetworkOrder.get32;
import static org.manakin.packet.NetworkOrder.get64;
import static org.manakin.packet.NetworkOrder.get8;
import static org.manakin.packet.NetworkOrder.put16;
import static org.manakin.packet.NetworkOrder.put32;
import static org.manakin.packet.NetworkOrder.put64;
import static org.manakin.packet.NetworkOrder.put8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.manakin.packet.Checksum;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.MacAddress;

/**
 * Answers ARP requests and neighbour solicitations for assigned addresses in place of their owners,
 * whether those are awake or not. Not answered, so that it goes to all: a request for the asker's
 * own address; one in a VLAN of the guest's own, where nothing is assigned; a solicitation of a
 * link-local address, because whoever has one may be a router, which only it can say.
 *
 * <p>One thread at a time; an answer is valid until the next one. Allocates nothing after
 * construction.
 */
final class AddressResponder {
  private static final long ALL_NODES_MAC = 0x3333_0000_0001L;
  private static final long ALL_NODES_HIGH = 0xff02_0000_0000_0000L;
  private static final long ALL_NODES_LOW = 1;
  private static final int PROTOCOL_ICMPV6 = 58;
  private static final int HOP_LIMIT = 255;
  private static final int IPV6_HEADER = 40;
  private static final int IPV6_VERSION = 0x6000_0000;
  private static final int IPV6_SOURCE = 8;
  private static final int SOLICITED = 0x4000_0000;
  private static final int OVERRIDE = 0x2000_0000;
  private static final int MESSAGE = 32;
  private static final int OPTION = 24;
  private static final int LONGEST = Headers.ETHERNET + IPV6_HEADER + MESSAGE;

  private final MemorySegment memory = Arena.ofAuto().allocate(LONGEST, Long.BYTES);
  private final Frame reply = new Frame();

  /**
   * The answer to a frame that went to a group, or null if it asks for nothing that is assigned.
   *
   * @param asker null if the frame came from outside
   */
  @Nullable Frame answer(Frame frame, ForwardingTable table, @Nullable Endpoint asker) {
    Headers headers = frame.headers();
    if (headers.tagged()) {
      return null;
    }
    return switch (headers.etherType()) {
      case Arp.ETHERTYPE -> answerArp(frame, table, asker);
      case Headers.ETHERTYPE_IPV6 ->
          headers.protocol() == PROTOCOL_ICMPV6 ? answerSolicitation(frame, table, asker) : null;
      default -> null;
    };
  }

  private @Nullable Frame answerArp(Frame frame, ForwardingTable table, @Nullable Endpoint asker) {
    int start = Arp.locate(frame);
    if (start == 0) {
      return null;
    }
    MemorySegment m = frame.segment(0);
    long arp = frame.offset(0) + start;
    int wanted = get32(m, arp + Arp.TARGET_IP);
    Endpoint owner = table.ipv4().get(Integer.toUnsignedLong(wanted));
    if (owner == null || owner == asker || get32(m, arp + Arp.OPERATION) >>> 16 != Arp.REQUEST) {
      return null;
    }
    long to = MacAddress.read(m, frame.offset(0) + MacAddress.BYTES);
    ethernet(to, owner.mac(), Arp.ETHERTYPE);
    long at = Headers.ETHERNET;
    put64(memory, at, Arp.ETHERNET_IPV4 << 16 | Arp.REPLY);
    MacAddress.write(memory, at + Arp.SENDER_MAC, owner.mac());
    put32(memory, at + Arp.SENDER_IP, wanted);
    MacAddress.write(memory, at + Arp.TARGET_MAC, MacAddress.read(m, arp + Arp.SENDER_MAC));
    put32(memory, at + Arp.TARGET_IP, get32(m, arp + Arp.SENDER_IP));
    return finished(Headers.ETHERNET + Arp.BYTES);
  }

  private @Nullable Frame answerSolicitation(
      Frame frame, ForwardingTable table, @Nullable Endpoint asker) {
    Headers headers = frame.headers();
    MemorySegment m = frame.segment(0);
    long ip = frame.offset(0) + headers.network();
    int start = headers.network() + headers.networkLength();
    long message = frame.offset(0) + start;
    if (headers.fragment()
        || frame.length(0) < start + OPTION
        || get8(m, ip + 7) != HOP_LIMIT
        || get8(m, message) != NeighbourDiscovery.SOLICITATION) {
      return null;
    }
    long high = get64(m, message + NeighbourDiscovery.TARGET);
    long low = get64(m, message + NeighbourDiscovery.TARGET + Long.BYTES);
    Endpoint owner = NeighbourDiscovery.isLinkLocal(high) ? null : table.ipv6().get(high, low);
    if (owner == null || owner == asker) {
      return null;
    }
    long askerHigh = get64(m, ip + IPV6_SOURCE);
    long askerLow = get64(m, ip + IPV6_SOURCE + Long.BYTES);
    boolean detecting = (askerHigh | askerLow) == 0;
    long to = detecting ? ALL_NODES_MAC : MacAddress.read(m, frame.offset(0) + MacAddress.BYTES);
    ethernet(to, owner.mac(), Headers.ETHERTYPE_IPV6);
    return advertise(
        owner,
        high,
        low,
        detecting ? ALL_NODES_HIGH : askerHigh,
        detecting ? ALL_NODES_LOW : askerLow,
        detecting ? OVERRIDE : OVERRIDE | SOLICITED);
  }

  private Frame advertise(Endpoint owner, long high, long low, long toHigh, long toLow, int flags) {
    long ip = Headers.ETHERNET;
    put32(memory, ip, IPV6_VERSION);
    put32(memory, ip + 4, MESSAGE << 16 | PROTOCOL_ICMPV6 << 8 | HOP_LIMIT);
    put64(memory, ip + IPV6_SOURCE, high);
    put64(memory, ip + IPV6_SOURCE + 8, low);
    put64(memory, ip + IPV6_SOURCE + 16, toHigh);
    put64(memory, ip + IPV6_SOURCE + 24, toLow);
    long at = ip + IPV6_HEADER;
    put32(memory, at, NeighbourDiscovery.ADVERTISEMENT << 24);
    put32(memory, at + 4, flags);
    put64(memory, at + NeighbourDiscovery.TARGET, high);
    put64(memory, at + NeighbourDiscovery.TARGET + Long.BYTES, low);
    put8(memory, at + OPTION, NeighbourDiscovery.OPTION_TARGET_MAC);
    put8(memory, at + OPTION + 1, 1);
    MacAddress.write(memory, at + OPTION + 2, owner.mac());
    // the addresses, the length and the protocol of the pseudo header lie before the message
    int sum =
        Checksum.sum(memory, ip + IPV6_SOURCE, IPV6_HEADER - IPV6_SOURCE + MESSAGE)
            + MESSAGE
            + PROTOCOL_ICMPV6;
    int folded = (sum >>> 16) + (sum & 0xffff);
    put16(memory, at + 2, ~((folded >>> 16) + folded));
    return finished(LONGEST);
  }

  private void ethernet(long to, long from, int type) {
    MacAddress.write(memory, 0, to);
    MacAddress.write(memory, MacAddress.BYTES, from);
    put16(memory, 2L * MacAddress.BYTES, type);
  }

  private Frame finished(int bytes) {
    reply.clear();
    if (!reply.add(memory, 0, bytes)) {
      throw new AssertionError("an empty frame takes no fragment");
    }
    reply.headers().parse(memory, 0, bytes, bytes);
    reply.setChecksumVerified(true);
    return reply;
  }
}
