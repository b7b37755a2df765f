package org.manakin.fuzz;

import org.jspecify.annotations.Nullable;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;
import org.manakin.vswitch.policy.IpProtocol;

/**
 * A packet as the model of policy sees it, and the frame that says the same in bytes. Addresses are
 * named by small numbers.
 *
 * @param type of ICMP; -1 of others
 * @param reported what an ICMP error is about
 * @param fragment of a fragmented packet: its identification; -1 if it is whole
 * @param later whether it is a later fragment
 * @param segmentSize of a super-frame; 0 of a frame
 */
record PolicyPacket(
    boolean v6,
    int source,
    int destination,
    int protocol,
    int sourcePort,
    int destinationPort,
    int flags,
    int type,
    @Nullable PolicyPacket reported,
    int fragment,
    boolean later,
    int payload,
    int segmentSize) {
  static final int FIN = 0x01;
  static final int SYN = 0x02;
  static final int RST = 0x04;
  static final int ACK = 0x10;
  private static final int[] PORTS = {53, 80, 1000};
  private static final int[] FLAGS = {
    ACK, ACK, ACK, ACK, SYN, SYN, SYN | ACK, SYN | ACK, FIN | ACK, FIN, RST, RST | ACK
  };
  private static final int[] V4_TYPES = {8, 8, 8, 0, 0, 3, 3, 11, 13};
  private static final int[] V6_TYPES = {128, 128, 129, 129, 1, 2, 135, 134, 143};
  private static final int GRE = 47;
  private static final int IPV4_AT = 14;

  /** Any packet; or, if {@code narrow}, one of few conversations between two addresses. */
  static PolicyPacket read(Input in, boolean narrow) {
    return read(in, narrow, true);
  }

  private static PolicyPacket read(Input in, boolean narrow, boolean mayReport) {
    boolean forth = in.pick(2) == 0;
    boolean v6 = !narrow && in.pick(3) == 0;
    int source = narrow ? (forth ? 0 : 1) : in.pick(3);
    int destination = narrow ? 1 - source : in.pick(3);
    int what = in.pick(8);
    int from = PORTS[narrow ? source : in.pick(3)];
    int to = PORTS[narrow ? destination : in.pick(3)];
    int fragment = mayReport && in.chance(6) ? in.pick(3) : -1;
    if (what < 3) {
      boolean large = fragment < 0 && in.chance(8);
      return new PolicyPacket(
          v6,
          source,
          destination,
          IpProtocol.TCP,
          from,
          to,
          FLAGS[in.pick(FLAGS.length)],
          -1,
          null,
          fragment,
          fragment >= 0 && in.chance(2),
          large ? 50_000 : in.u8(),
          large ? (int) in.pick(1, 100, 1000, 1460) : 0);
    }
    if (what < 5) {
      return new PolicyPacket(
          v6,
          source,
          destination,
          IpProtocol.UDP,
          from,
          to,
          0,
          -1,
          null,
          fragment,
          fragment >= 0 && in.chance(2),
          in.u8(),
          0);
    }
    if (what < 6) {
      return new PolicyPacket(
          v6, source, destination, GRE, 0, 0, 0, -1, null, -1, false, in.u8(), 0);
    }
    int type = v6 ? V6_TYPES[in.pick(V6_TYPES.length)] : V4_TYPES[in.pick(V4_TYPES.length)];
    PolicyPacket about = null;
    if (isError(v6, type)) {
      about = mayReport && !in.chance(8) ? sameFamily(read(in, narrow, false), v6) : null;
    }
    int protocol = v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
    int identifier = isEcho(v6, type) ? (narrow ? 7 : from) : 0;
    return new PolicyPacket(
        v6, source, destination, protocol, identifier, identifier, 0, type, about, -1, false, 0, 0);
  }

  /** Of the family of the error that reports it; null if it is ICMP of the other. */
  private static @Nullable PolicyPacket sameFamily(PolicyPacket p, boolean family) {
    if (p.v6 != family && p.type >= 0) {
      return null;
    }
    return new PolicyPacket(
        family,
        p.source,
        p.destination,
        p.protocol,
        p.sourcePort,
        p.destinationPort,
        p.flags,
        p.type,
        null,
        -1,
        false,
        p.payload,
        0);
  }

  private static boolean isError(boolean v6, int type) {
    return v6 ? type == 1 || type == 2 : type == 3 || type == 11;
  }

  private static boolean isEcho(boolean v6, int type) {
    return v6 ? type == 128 || type == 129 : type == 8 || type == 0;
  }

  boolean isIcmp() {
    return type >= 0;
  }

  boolean isError() {
    return isIcmp() && isError(v6, type);
  }

  boolean isEcho() {
    return isIcmp() && isEcho(v6, type);
  }

  boolean isRequest() {
    return type == (v6 ? 128 : 8);
  }

  /** Neighbour solicitation and multicast listening. */
  boolean isResolution() {
    return v6 && (type == 135 || type == 143);
  }

  boolean tcp() {
    return protocol == IpProtocol.TCP;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  static String address(boolean v6, int number) {
    return (v6 ? "fd00::" : "10.0.0.") + (number + 1);
  }

  Frame frame() {
    Frame frame = Packets.frame(bytes());
    frame.setSegmentSize(segmentSize);
    return frame;
  }

  private byte[] bytes() {
    if (v6 && !tcp() && protocol != IpProtocol.UDP) {
      return other6();
    }
    Packets p =
        switch (protocol) {
          case IpProtocol.TCP -> v6 ? Packets.tcp6() : Packets.tcp4();
          case IpProtocol.UDP -> v6 ? Packets.udp6() : Packets.udp4();
          default -> Packets.other4(protocol);
        };
    p.addresses(address(v6, source), address(v6, destination)).ports(sourcePort, destinationPort);
    p.flags(flags).payload(payload);
    if (isIcmp()) {
      p.payload(icmp());
    }
    if (fragment >= 0) {
      p.ipId(fragment).fragment(later ? 0x0020 : 0x2000);
      if (v6) {
        byte[] header = {(byte) protocol, 0, 1, (byte) (later ? 0 : 1), 0, 0, 0, (byte) fragment};
        if (!later) {
          header[2] = 0;
        }
        p.extensions(44, header);
      }
    }
    if (segmentSize > 0) {
      p.superFrame();
    }
    return p.build();
  }

  /** {@link Packets} builds other protocols over IPv4 only. */
  private byte[] other6() {
    byte[] content = isIcmp() ? icmp() : new byte[payload];
    byte[] frame =
        Packets.udp6()
            .addresses(address(true, source), address(true, destination))
            .payload(content)
            .build();
    byte[] result = new byte[frame.length - 8];
    System.arraycopy(frame, 0, result, 0, IPV4_AT + 40);
    System.arraycopy(content, 0, result, IPV4_AT + 40, content.length);
    Packets.put(result, IPV4_AT + 4, content.length, 2);
    Packets.put(result, IPV4_AT + 6, protocol, 1);
    Packets.put(result, IPV4_AT + 7, type == 143 ? 1 : 255, 1);
    return result;
  }

  private byte[] icmp() {
    byte[] inner = reported == null ? new byte[0] : reported.bytes();
    int header = (v6 ? 40 : 20) + 8;
    int quoted = inner.length == 0 ? 0 : Math.min(header, inner.length - IPV4_AT);
    byte[] bytes = new byte[8 + quoted];
    Packets.put(bytes, 0, type, 1);
    Packets.put(bytes, 4, sourcePort, 2);
    System.arraycopy(inner, inner.length == 0 ? 0 : IPV4_AT, bytes, 8, quoted);
    return bytes;
  }
}
