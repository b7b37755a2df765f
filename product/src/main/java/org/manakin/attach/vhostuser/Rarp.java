package org.manakin.attach.vhostuser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.manakin.packet.Frame;
import org.manakin.packet.MacAddress;

/**
 * The frame by which a guest that cannot do it itself is announced to the network after it moved: a
 * reverse ARP request from its address to all.
 */
final class Rarp {
  /** The shortest Ethernet frame, without its checksum. */
  private static final int BYTES = 60;

  /**
   * Type 0x8035; hardware Ethernet, protocol IPv4, lengths 6 and 4, operation 3 (request reverse).
   */
  private static final byte[] FROM_TYPE_ON = {
    (byte) 0x80, 0x35, 0, 1, 8, 0, MacAddress.BYTES, 4, 0, 3
  };

  private static final int TYPE = 12;
  private static final int SENDER = 22;
  private static final int TARGET = 32;

  private Rarp() {}

  static Frame of(byte[] mac) {
    MemorySegment m = MemorySegment.ofArray(new byte[BYTES]);
    m.asSlice(0, MacAddress.BYTES).fill((byte) 0xff);
    put(mac, m, MacAddress.BYTES);
    put(FROM_TYPE_ON, m, TYPE);
    put(mac, m, SENDER);
    put(mac, m, TARGET);
    Frame frame = new Frame();
    frame.add(m, 0, BYTES);
    frame.headers().parse(m, 0, BYTES, BYTES);
    return frame;
  }

  private static void put(byte[] bytes, MemorySegment m, int at) {
    MemorySegment.copy(bytes, 0, m, ValueLayout.JAVA_BYTE, at, bytes.length);
  }
}
