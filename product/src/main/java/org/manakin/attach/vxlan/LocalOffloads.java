package org.manakin.attach.vxlan;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.manakin.packet.Checksum;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;

/**
 * Recognises what a sender left to a network card that the frame never met: the kernel of this very
 * machine, in another network namespace, passes inner frames to us with an open checksum and TCP
 * super-frames uncut, and a datagram says nothing of either.
 *
 * <p>An open checksum is one whose field holds the pseudo header's sum. One complete checksum in
 * 65536 looks the same; completing it again gives the same value, so that a whole frame stays
 * whole.
 */
final class LocalOffloads {
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_CHECKSUM = 6;
  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private LocalOffloads() {}

  /**
   * Marks an unfinished frame as such.
   *
   * @param frame in one piece, in private memory, its headers parsed
   * @param mtu of its network: what a super-frame is to be cut to
   */
  static void mark(Frame frame, int mtu) {
    Headers headers = frame.headers();
    if (!headers.verifiable()) {
      return;
    }
    MemorySegment m = frame.segment(0);
    long at = frame.offset(0);
    int field = headers.transport() + (headers.tcp() ? TCP_CHECKSUM : UDP_CHECKSUM);
    int found = Short.toUnsignedInt(m.get(NETWORK_SHORT, at + field));
    if (found != Checksum.pseudoHeaderSum(headers, m, at, headers.transportLength())) {
      return;
    }
    frame.setChecksumPartial(true);
    int headerBytes = headers.payload() - headers.network();
    if (headers.tcp() && frame.length() - headers.network() > mtu && mtu > headerBytes) {
      frame.setSegmentSize(mtu - headerBytes);
    }
  }
}
