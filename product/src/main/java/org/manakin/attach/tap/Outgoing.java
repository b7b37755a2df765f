package org.manakin.attach.tap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.manakin.linux.Fd;
import org.manakin.linux.IoVector;
import org.manakin.packet.Checksum;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;

/**
 * Writes frames to a TAP straight from their fragments. What is unfinished is left to the kernel,
 * which wants the IP lengths of a super-frame and the pseudo header's sum to be right; they are
 * made so in a private copy of the headers. One thread at a time.
 */
final class Outgoing {
  private static final int MOST_HEADERS = 512;
  private static final int MAX_PACKET = 0xffff;
  private static final int IPV4_LENGTH = 2;
  private static final int IPV6_LENGTH = 4;
  private static final int IPV6_HEADER = 40;
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_CHECKSUM = 6;
  private static final int FLATTENED = 1 << 17;
  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Fd tap;
  private final MemorySegment vnet;
  private final MemorySegment privateHeaders;
  private final MemorySegment flat;
  private final IoVector vector = new IoVector(Frame.MAX_FRAGMENTS + 2);

  Outgoing(Fd tap) {
    Arena arena = Arena.ofAuto();
    this.tap = tap;
    this.vnet = arena.allocate(VnetHeader.SIZE, Long.BYTES);
    this.privateHeaders = arena.allocate(MOST_HEADERS, Long.BYTES);
    this.flat = arena.allocate(FLATTENED, Long.BYTES);
  }

  /** Whether the interface took the frame. */
  boolean write(Frame frame) {
    if (frame.length() > FLATTENED) {
      return false;
    }
    vnet.fill((byte) 0);
    int copied = 0;
    if (frame.segmentSize() > 0 || frame.checksumPartial()) {
      copied = unfinished(frame);
      if (copied == 0) {
        return false;
      }
    } else if (frame.checksumVerified()) {
      VnetHeader.FLAGS.set(vnet, 0, VnetHeader.DATA_VALID);
    }
    vector.set(0, vnet, 0, VnetHeader.SIZE);
    return tap.writev(vector, gather(frame, copied)) == VnetHeader.SIZE + frame.length();
  }

  /** Describes what is to be done; the bytes of the private headers, 0 if it cannot be done. */
  private int unfinished(Frame frame) {
    Headers headers = frame.headers();
    int bytes = headers.payload();
    boolean superFrame = frame.segmentSize() > 0;
    if (headers.transport() == 0
        || bytes > Math.min(MOST_HEADERS, frame.length(0))
        || (superFrame && (!headers.tcp() || frame.length() <= bytes))) {
      return 0;
    }
    MemorySegment.copy(frame.segment(0), frame.offset(0), privateHeaders, 0, bytes);
    int transportBytes = headers.transportLength();
    if (superFrame) {
      transportBytes = frame.length() - headers.transport();
      setLengths(headers, frame.length());
      VnetHeader.GSO_TYPE.set(vnet, 0, headers.ipv4() ? VnetHeader.GSO_TCP4 : VnetHeader.GSO_TCP6);
      VnetHeader.GSO_SIZE.set(vnet, 0, frame.segmentSize());
    }
    int field = headers.tcp() ? TCP_CHECKSUM : UDP_CHECKSUM;
    if (!headers.routed()) {
      int sum = Checksum.pseudoHeaderSum(headers, privateHeaders, 0, transportBytes);
      privateHeaders.set(NETWORK_SHORT, (long) headers.transport() + field, (short) sum);
    }
    VnetHeader.FLAGS.set(vnet, 0, VnetHeader.NEEDS_CHECKSUM);
    VnetHeader.HEADER_LENGTH.set(vnet, 0, bytes);
    VnetHeader.CHECKSUM_START.set(vnet, 0, headers.transport());
    VnetHeader.CHECKSUM_OFFSET.set(vnet, 0, field);
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

  /** Lists the frame behind the header, {@code copied} bytes of it from the private headers. */
  private int gather(Frame frame, int copied) {
    int parts = 1;
    if (copied > 0) {
      vector.set(parts++, privateHeaders, 0, copied);
    }
    for (int i = 0; i < frame.fragments(); i++) {
      int skip = i == 0 ? copied : 0;
      if (!frame.segment(i).isNative()) {
        return flattened(frame, copied);
      }
      if (frame.length(i) > skip) {
        vector.set(parts++, frame.segment(i), frame.offset(i) + skip, frame.length(i) - skip);
      }
    }
    return parts;
  }

  /** A frame with a fragment on the Java heap, where the kernel cannot reach. */
  private int flattened(Frame frame, int copied) {
    int first = copied > 0 ? 2 : 1;
    frame.copyTo(copied, flat, 0, frame.length() - copied);
    vector.set(first, flat, 0, (long) frame.length() - copied);
    return first + 1;
  }
}
