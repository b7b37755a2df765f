package org.manakin.bench;

import java.nio.ByteBuffer;
import org.manakin.packet.Headers;

/** Frames to send, without checksums: those are the device's task. */
final class Frames {
  static final long FIRST_MAC = 0x020000000001L;
  static final long SECOND_MAC = 0x020000000002L;

  /** Bytes of Ethernet, IPv4 and TCP headers without options. */
  static final int TCP4_HEADERS = 54;

  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int FLOW = 0x1234_0050;

  private Frames() {}

  /** {@code bytes} bytes of TCP over IPv4, from the first station to the second. */
  static byte[] tcp4(int bytes) {
    byte[] frame = new byte[bytes];
    ByteBuffer b = ethernet(frame, Headers.ETHERTYPE_IPV4);
    b.put((byte) 0x45).put((byte) 0).putShort((short) Math.min(bytes - Headers.ETHERNET, 0xffff));
    b.putInt(0x0001_4000).put((byte) 64).put((byte) Headers.PROTOCOL_TCP).putShort((short) 0);
    b.putInt(0x0a00_0001).putInt(0x0a00_0002);
    tcp(b, Headers.ETHERNET + IPV4_HEADER);
    return frame;
  }

  /** {@code bytes} bytes of TCP over IPv6. */
  static byte[] tcp6(int bytes) {
    byte[] frame = new byte[bytes];
    ByteBuffer b = ethernet(frame, Headers.ETHERTYPE_IPV6);
    b.putInt(0x6000_0000).putShort((short) (bytes - Headers.ETHERNET - IPV6_HEADER));
    b.put((byte) Headers.PROTOCOL_TCP).put((byte) 64);
    b.putLong(0xfd00_0000_0000_0000L).putLong(1).putLong(0xfd00_0000_0000_0000L).putLong(2);
    tcp(b, Headers.ETHERNET + IPV6_HEADER);
    return frame;
  }

  /** The first station's ARP request for the second one's address. */
  static byte[] arpRequest() {
    byte[] frame = new byte[42];
    ByteBuffer b = ByteBuffer.wrap(frame);
    b.putShort((short) -1).putInt(-1);
    b.putShort((short) (FIRST_MAC >>> 32)).putInt((int) FIRST_MAC);
    b.putShort((short) 0x0806).putLong(0x0001_0800_0604_0001L);
    b.putShort((short) (FIRST_MAC >>> 32)).putInt((int) FIRST_MAC).putInt(0x0a00_0001);
    b.putInt(38, 0x0a00_0002);
    return frame;
  }

  private static ByteBuffer ethernet(byte[] frame, int type) {
    ByteBuffer b = ByteBuffer.wrap(frame);
    b.putShort((short) (SECOND_MAC >>> 32)).putInt((int) SECOND_MAC);
    b.putShort((short) (FIRST_MAC >>> 32)).putInt((int) FIRST_MAC);
    return b.putShort((short) type);
  }

  private static void tcp(ByteBuffer b, int at) {
    b.putInt(at, FLOW);
    b.putInt(at + 4, 1);
    b.putShort(at + 12, (short) 0x5010);
  }
}
