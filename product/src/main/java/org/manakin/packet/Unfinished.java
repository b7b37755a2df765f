package org.manakin.packet;

import static org.manakin.packet.NetworkOrder.put16;

import java.lang.foreign.MemorySegment;

/**
 * Marks a sender's own frame as one whose rest is to be done by a port that {@linkplain
 * Port#takesUnfinished() takes unfinished} frames, and puts its header fields into the form that
 * such a port expects. The headers in fragment 0 must be the caller's.
 */
public final class Unfinished {
  private static final int IPV4_LENGTH = 2;
  private static final int IPV6_LENGTH = 4;
  private static final int IPV6_HEADER = 40;
  private static final int MAX_LENGTH = 0xffff;

  private Unfinished() {}

  /**
   * The TCP or UDP checksum is still to be added; its field gets the sum over the pseudo header.
   */
  public static void checksum(Frame frame) {
    Headers h = frame.headers();
    seed(frame, h.transportLength());
    frame.setChecksumPartial(true);
  }

  /**
   * The frame is a TCP super-frame, to be cut into segments of {@code segmentSize} payload bytes.
   */
  public static void superFrame(Frame frame, int segmentSize) {
    Headers h = frame.headers();
    MemorySegment m = frame.segment(0);
    long network = frame.offset(0) + h.network();
    int packet = frame.length() - h.network();
    if (h.ipv4()) {
      put16(m, network + IPV4_LENGTH, Math.min(packet, MAX_LENGTH));
      Checksum.fillIpv4(frame);
    } else {
      put16(m, network + IPV6_LENGTH, Math.min(packet - IPV6_HEADER, MAX_LENGTH));
    }
    seed(frame, frame.length() - h.transport());
    frame.setSegmentSize(segmentSize);
    frame.setChecksumPartial(true);
  }

  private static void seed(Frame frame, int transportBytes) {
    Headers h = frame.headers();
    MemorySegment m = frame.segment(0);
    long at = frame.offset(0);
    int sum = Checksum.fold(Checksum.pseudoHeaderSum(h, m, at, transportBytes));
    put16(m, at + Checksum.checksumField(h), sum);
  }
}
