package org.manakin.packet;

import static org.manakin.packet.NetworkOrder.get16;
import static org.manakin.packet.NetworkOrder.get32;
import static org.manakin.packet.NetworkOrder.get8;
import static org.manakin.packet.NetworkOrder.put16;
import static org.manakin.packet.NetworkOrder.put32;
import static org.manakin.packet.NetworkOrder.put8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Cuts TCP super-frames into frames. Each frame has its own headers, made from those of the
 * super-frame in private memory, and refers to the super-frame's payload where it lies.
 *
 * <p>In every segment the IP length, the IPv4 identification (one more each time), the IPv4 and TCP
 * checksums and the sequence number are right; FIN and PSH are only on the last, CWR only on the
 * first. Length and checksum fields of the super-frame itself are not looked at.
 *
 * <p>One thread at a time; allocates nothing after construction.
 */
public final class Segmenter {
  /** Bytes of headers that a super-frame may have. */
  public static final int MAX_HEADERS = 512;

  private static final int MAX_PACKET = 0xffff;
  private static final int FIN = 0x01;
  private static final int PSH = 0x08;
  private static final int CWR = 0x80;
  private static final int SEQUENCE = 4;
  private static final int FLAGS = 13;
  private static final int TCP_CHECKSUM = 16;
  private static final int IPV4_LENGTH = 2;
  private static final int IPV4_ID = 4;
  private static final int IPV4_CHECKSUM = 10;
  private static final int IPV6_LENGTH = 4;
  private static final int IPV6_HEADER = 40;

  private final MemorySegment template;
  private final Frame segment = new Frame();

  // Of the super-frame being cut: what its header fields say, and the sums over its headers with
  // the fields zero that differ from segment to segment.
  private int headerBytes;
  private int sequence;
  private int flags;
  private int id;
  private int networkSum;
  private int transportSum;

  // The first payload byte not yet in a segment.
  private int fragment;
  private int skip;

  /** The header template lives as long as {@code arena}. */
  public Segmenter(Arena arena) {
    template = arena.allocate(MAX_HEADERS, 8);
  }

  /**
   * Cuts {@code whole} into frames of at most {@link Frame#segmentSize()} payload bytes and
   * delivers them to {@code to} one by one, marked as verified.
   *
   * @return how many frames were delivered; 0 if {@code whole} is not a TCP packet over IP with all
   *     its headers in fragment 0, is a fragment or routed, has too many fragments, or would give
   *     IP packets of more than 65535 bytes
   */
  public int cut(Frame whole, Port to) {
    Headers headers = whole.headers();
    headerBytes = headers.payload();
    if (!headers.tcp()
        || headers.routed()
        || headerBytes > MAX_HEADERS
        || headerBytes > whole.length(0)
        || whole.segmentSize() <= 0) {
      return 0;
    }
    int payload = whole.length() - headerBytes;
    int size = Math.min(payload, whole.segmentSize());
    if (headerBytes - headers.network() + size > MAX_PACKET) {
      return 0;
    }
    prepare(whole);
    int count = 0;
    int done = 0;
    do {
      int bytes = Math.min(size, payload - done);
      if (!gather(whole, bytes)) {
        // one segment of all fragments there can be, and the headers: only ever the first
        return count;
      }
      patch(headers, done, bytes, count, done + bytes == payload);
      to.deliver(segment);
      count++;
      done += bytes;
    } while (done < payload);
    return count;
  }

  /** Makes the template and reads from it what the segments' headers are computed from. */
  private void prepare(Frame whole) {
    Headers headers = whole.headers();
    MemorySegment.copy(whole.segment(0), whole.offset(0), template, 0, headerBytes);
    int transport = headers.transport();
    sequence = get32(template, transport + SEQUENCE);
    flags = get8(template, transport + FLAGS);
    put32(template, transport + SEQUENCE, 0);
    put8(template, transport + FLAGS, 0);
    put16(template, transport + TCP_CHECKSUM, 0);
    transportSum =
        Checksum.fold(
            Checksum.addressSum(headers, template, 0)
                + Checksum.sum(template, transport, headerBytes - transport));
    int network = headers.network();
    if (headers.ipv4()) {
      id = get16(template, network + IPV4_ID);
      put16(template, network + IPV4_LENGTH, 0);
      put16(template, network + IPV4_ID, 0);
      put16(template, network + IPV4_CHECKSUM, 0);
      networkSum = Checksum.sum(template, network, headers.networkLength());
    }
    fragment = 0;
    skip = headerBytes;
  }

  /** Makes the frame of the template and the next {@code bytes} bytes of payload. */
  private boolean gather(Frame whole, int bytes) {
    segment.clear();
    segment.add(template, 0, headerBytes);
    int left = bytes;
    while (left > 0) {
      int there = whole.length(fragment) - skip;
      if (there == 0) {
        fragment++;
        skip = 0;
        continue;
      }
      int n = Math.min(left, there);
      if (!segment.add(whole.segment(fragment), whole.offset(fragment) + skip, n)) {
        return false;
      }
      skip += n;
      left -= n;
    }
    return true;
  }

  /**
   * Writes the headers of the segment number {@code index}, {@code done} bytes into the payload.
   */
  private void patch(Headers headers, int done, int bytes, int index, boolean last) {
    int network = headers.network();
    int transport = headers.transport();
    if (headers.ipv4()) {
      int total = headerBytes - network + bytes;
      int segmentId = id + index & 0xffff;
      put16(template, network + IPV4_LENGTH, total);
      put16(template, network + IPV4_ID, segmentId);
      put16(template, network + IPV4_CHECKSUM, ~Checksum.fold(networkSum + total + segmentId));
    } else {
      put16(template, network + IPV6_LENGTH, headerBytes - network - IPV6_HEADER + bytes);
    }
    int segmentSequence = sequence + done;
    int segmentFlags = flags & ~((last ? 0 : FIN | PSH) | (index == 0 ? 0 : CWR));
    put32(template, transport + SEQUENCE, segmentSequence);
    put8(template, transport + FLAGS, segmentFlags);
    int sum =
        transportSum
            + (headerBytes - transport + bytes)
            + (segmentSequence >>> 16)
            + (segmentSequence & 0xffff)
            + segmentFlags
            + Checksum.sum(segment, headerBytes, bytes);
    put16(template, transport + TCP_CHECKSUM, ~Checksum.fold(sum));
    segment.headers().copyFrom(headers);
    segment.headers().resizePayload(bytes);
    segment.setChecksumVerified(true);
  }
}
