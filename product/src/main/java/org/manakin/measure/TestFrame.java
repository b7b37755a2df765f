package org.manakin.measure;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.manakin.packet.MacAddress;

/**
 * Headers of a frame as a driver hands it to the adapter: the adapter computes the checksums, for
 * which the transport's field holds the sum over the pseudo header.
 *
 * @param tcp otherwise UDP
 * @param payload bytes behind the headers
 */
record TestFrame(Family family, boolean tcp, int payload) {
  private static final int ETHERNET = 14;
  private static final int IPV4 = 20;
  private static final int IPV6 = 40;
  private static final int UDP = 8;
  private static final int TCP = 20;
  private static final int PROTOCOL_TCP = 6;
  private static final int PROTOCOL_UDP = 17;
  private static final int PORT = 5201;
  private static final int ACK = 0x10;

  /** Where the transport header is. */
  int transportAt() {
    return ETHERNET + (family == Family.IPV4 ? IPV4 : IPV6);
  }

  int headerBytes() {
    return transportAt() + (tcp ? TCP : UDP);
  }

  /** Where the sequence number of TCP is. */
  int sequenceAt() {
    return transportAt() + 4;
  }

  /**
   * Writes the headers to the beginning of {@code to}; the sequence number of TCP is 0.
   *
   * @param from number of the sending end, 1 or 2
   * @param superFrame whether the adapter is to cut it into segments; then it fills in the lengths
   */
  void writeHeaders(
      MemorySegment to, MacAddress source, MacAddress target, int from, boolean superFrame) {
    ByteBuffer frame = to.asByteBuffer();
    frame.put(target.bytes()).put(source.bytes());
    frame.putShort((short) (family == Family.IPV4 ? 0x0800 : 0x86dd));
    int transportBytes = (tcp ? TCP : UDP) + payload;
    byte protocol = (byte) (tcp ? PROTOCOL_TCP : PROTOCOL_UDP);
    byte[] sender = address(from);
    byte[] receiver = address(3 - from);
    if (family == Family.IPV4) {
      frame.putShort((short) 0x4500).putShort((short) (superFrame ? 0 : IPV4 + transportBytes));
      frame.putInt(0x4000).put((byte) 64).put(protocol).putShort((short) 0);
    } else {
      frame.putInt(0x60000000).putShort((short) (superFrame ? 0 : transportBytes));
      frame.put(protocol).put((byte) 64);
    }
    frame.put(sender).put(receiver);
    short sum = (short) pseudoSum(sender, receiver, protocol, superFrame ? 0 : transportBytes);
    frame.putShort((short) PORT).putShort((short) PORT);
    if (tcp) {
      frame
          .putInt(0)
          .putInt(0)
          .putShort((short) (((TCP / 4) << 12) | ACK))
          .putShort((short) 0xffff);
      frame.putShort(sum).putShort((short) 0);
    } else {
      frame.putShort((short) transportBytes).putShort(sum);
    }
  }

  private byte[] address(int end) {
    try {
      return InetAddress.getByName((family == Family.IPV4 ? "192.168.77." : "fd00:77::") + end)
          .getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // numeric addresses are not looked up
    }
  }

  private static int pseudoSum(byte[] from, byte[] to, int protocol, int bytes) {
    int sum = protocol + bytes;
    for (byte[] address : new byte[][] {from, to}) {
      ByteBuffer words = ByteBuffer.wrap(address);
      while (words.hasRemaining()) {
        sum += Short.toUnsignedInt(words.getShort());
      }
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }
}
