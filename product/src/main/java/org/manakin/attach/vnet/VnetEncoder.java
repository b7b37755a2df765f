package org.manakin.attach.vnet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.manakin.packet.Checksum;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;

/**
 * Says in a header what of a frame is still to be done. Whoever finishes a frame wants the IP
 * lengths of a super-frame and the pseudo header's sum to be right; they are made so in a private
 * copy of the frame's headers, which goes in place of the frame's own. One thread at a time.
 */
public final class VnetEncoder {
  /** The answer of {@link #encode} for a frame that cannot be described. */
  public static final int IMPOSSIBLE = -1;

  private static final int MOST_HEADERS = 512;
  private static final int MAX_PACKET = 0xffff;
  private static final int TCP_FLAGS = 13;
  private static final int CWR = 0x80;
  private static final int IPV4_LENGTH = 2;
  private static final int IPV6_LENGTH = 4;
  private static final int IPV6_HEADER = 40;
  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment privateHeaders = Arena.ofAuto().allocate(MOST_HEADERS, Long.BYTES);

  /**
   * Writes the header for {@code frame} to {@code at} in {@code m}.
   *
   * @return how many of the frame's first bytes are to be replaced by those of {@link #headers()};
   *     or {@link #IMPOSSIBLE}
   */
  public int encode(Frame frame, MemorySegment m, long at) {
    m.set(ValueLayout.JAVA_LONG_UNALIGNED, at, 0);
    m.set(ValueLayout.JAVA_INT_UNALIGNED, at + Long.BYTES, 0);
    if (frame.segmentSize() > 0 || frame.checksumPartial()) {
      return unfinished(frame, m, at);
    }
    if (frame.checksumVerified()) {
      VnetHeader.FLAGS.set(m, at, VnetHeader.DATA_VALID);
    }
    return 0;
  }

  /**
   * Whether the TCP header says that the congestion window was reduced (CWR), which in a
   * super-frame is for the first segment alone; not every receiver cuts such a frame right.
   */
  public static boolean reducesWindow(Frame frame) {
    Headers headers = frame.headers();
    return headers.tcp()
        && (frame
                    .segment(0)
                    .get(ValueLayout.JAVA_BYTE, frame.offset(0) + headers.transport() + TCP_FLAGS)
                & CWR)
            != 0;
  }

  /** The headers of the frame that was encoded last, made right. */
  public MemorySegment headers() {
    return privateHeaders;
  }

  private int unfinished(Frame frame, MemorySegment m, long at) {
    Headers headers = frame.headers();
    int bytes = headers.payload();
    boolean superFrame = frame.segmentSize() > 0;
    if (headers.transport() == 0
        || bytes > Math.min(MOST_HEADERS, frame.length(0))
        || (superFrame && (!headers.tcp() || frame.length() <= bytes))) {
      return IMPOSSIBLE;
    }
    MemorySegment.copy(frame.segment(0), frame.offset(0), privateHeaders, 0, bytes);
    int transportBytes = headers.transportLength();
    if (superFrame) {
      transportBytes = frame.length() - headers.transport();
      setLengths(headers, frame.length());
      int type = headers.ipv4() ? VnetHeader.GSO_TCP4 : VnetHeader.GSO_TCP6;
      VnetHeader.GSO_TYPE.set(m, at, reducesWindow(frame) ? type | VnetHeader.GSO_ECN : type);
      VnetHeader.GSO_SIZE.set(m, at, frame.segmentSize());
    }
    int field = headers.tcp() ? VnetHeader.TCP_CHECKSUM : VnetHeader.UDP_CHECKSUM;
    if (!headers.routed()) {
      int sum = Checksum.pseudoHeaderSum(headers, privateHeaders, 0, transportBytes);
      privateHeaders.set(NETWORK_SHORT, (long) headers.transport() + field, (short) sum);
    }
    VnetHeader.FLAGS.set(m, at, VnetHeader.NEEDS_CHECKSUM);
    VnetHeader.HEADER_LENGTH.set(m, at, bytes);
    VnetHeader.CHECKSUM_START.set(m, at, headers.transport());
    VnetHeader.CHECKSUM_OFFSET.set(m, at, field);
    return bytes;
  }

  private void setLengths(Headers headers, int frameBytes) {
    long network = headers.network();
    int packet = frameBytes - headers.network();
    if (headers.ipv4()) {
      short total = (short) Math.min(packet, MAX_PACKET);
      privateHeaders.set(NETWORK_SHORT, network + IPV4_LENGTH, total);
      Checksum.fillIpv4(privateHeaders, network);
    } else {
      short payload = (short) Math.min(packet - IPV6_HEADER, MAX_PACKET);
      privateHeaders.set(NETWORK_SHORT, network + IPV6_LENGTH, payload);
    }
  }
}
