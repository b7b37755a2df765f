package org.manakin.attach.vnet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.manakin.packet.Checksum;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;

/** Puts into a frame what the header in front of it says. Keeps no state. */
public final class VnetDecoder {
  private static final int MAX_SUM = 0xffff;
  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private VnetDecoder() {}

  /**
   * Reads the header at {@code at} in {@code m}, which must be private.
   *
   * @param frame with its headers parsed and fragment 0 private
   * @return false if the header makes no sense for this frame, or asks for what was not offered
   */
  public static boolean decode(MemorySegment m, long at, Frame frame) {
    int flags = VnetHeader.FLAGS.get(m, at);
    frame.setChecksumVerified((flags & VnetHeader.DATA_VALID) != 0);
    if (!segmentation(m, at, frame)) {
      return false;
    }
    return (flags & VnetHeader.NEEDS_CHECKSUM) == 0 || checksum(m, at, frame);
  }

  private static boolean segmentation(MemorySegment m, long at, Frame frame) {
    int type = VnetHeader.GSO_TYPE.get(m, at) & ~VnetHeader.GSO_ECN;
    int size = VnetHeader.GSO_SIZE.get(m, at);
    return switch (type) {
      case VnetHeader.GSO_NONE -> true;
      case VnetHeader.GSO_TCP4, VnetHeader.GSO_TCP6 -> {
        frame.setSegmentSize(size);
        frame.setChecksumPartial(true);
        yield size > 0 && frame.headers().tcp();
      }
      default -> false;
    };
  }

  /**
   * Notes a partial checksum of the frame's TCP or UDP header; any other, as of a packet within a
   * tunnel, is completed here, because a frame has no words for it.
   */
  private static boolean checksum(MemorySegment m, long at, Frame frame) {
    Headers headers = frame.headers();
    int start = VnetHeader.CHECKSUM_START.get(m, at);
    int offset = VnetHeader.CHECKSUM_OFFSET.get(m, at);
    if (start + offset + Short.BYTES > frame.length()) {
      return false;
    }
    boolean own =
        headers.transport() > 0
            && start == headers.transport()
            && offset == (headers.tcp() ? VnetHeader.TCP_CHECKSUM : VnetHeader.UDP_CHECKSUM);
    if (own) {
      frame.setChecksumPartial(true);
      return true;
    }
    if (start + offset + Short.BYTES > frame.length(0)) {
      return false;
    }
    int sum = Checksum.sum(frame, start, frame.length() - start);
    short checksum = (short) (sum == MAX_SUM ? MAX_SUM : ~sum);
    frame.segment(0).set(NETWORK_SHORT, frame.offset(0) + start + offset, checksum);
    return true;
  }
}
