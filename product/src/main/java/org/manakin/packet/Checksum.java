package org.manakin.packet;

import static org.manakin.packet.NetworkOrder.get16;
import static org.manakin.packet.NetworkOrder.get8;
import static org.manakin.packet.NetworkOrder.put16;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The internet checksum (RFC 1071) of IPv4, TCP and UDP. A <em>sum</em> here is the one's
 * complement sum of big-endian 16-bit words, folded to 0..0xffff; the checksum of a header is the
 * complement of a sum. Nothing is allocated.
 */
public final class Checksum {

  /** What a look at a received checksum gave. */
  public enum Verdict {
    /**
     * Nothing to check, or not checkable here: another protocol, a fragment, UDP without checksum.
     */
    UNKNOWN,
    GOOD,
    BAD
  }

  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt HALF =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort QUARTER =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long LOW = 0xffff_ffffL;

  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_CHECKSUM = 6;
  private static final int IPV4_CHECKSUM = 10;

  private Checksum() {}

  /** The sum over {@code bytes} bytes; an odd last byte counts as if a zero followed it. */
  public static int sum(MemorySegment m, long at, int bytes) {
    // Adds up little-endian words, their halves apart so that no carry is lost. The sum of
    // byte-swapped words is the byte-swapped sum. The loop is left plain because the compiler then
    // makes vector code of it, which on long runs is three times as fast as unrolled by hand.
    long low = 0;
    long high = 0;
    int words = bytes >>> 3;
    for (int i = 0; i < words; i++) {
      long word = m.get(WORD, at + 8L * i);
      low += word & LOW;
      high += word >>> 32;
    }
    return swap(foldLong(low + high + tail(m, at + 8L * words, bytes & 7)));
  }

  /** Fewer than 8 bytes, as a little-endian number of at most 33 bits. */
  private static long tail(MemorySegment m, long at, int bytes) {
    long sum = 0;
    long from = at;
    if ((bytes & 4) != 0) {
      sum = m.get(HALF, from) & LOW;
      from += 4;
    }
    if ((bytes & 2) != 0) {
      sum += Short.toUnsignedInt(m.get(QUARTER, from));
      from += 2;
    }
    if ((bytes & 1) != 0) {
      sum += get8(m, from);
    }
    return sum;
  }

  /**
   * The sum over {@code bytes} bytes of a frame from its byte {@code from} on.
   *
   * @throws IndexOutOfBoundsException if the frame is shorter
   */
  public static int sum(Frame frame, int from, int bytes) {
    int skip = from;
    int done = 0;
    int sum = 0;
    for (int i = 0; i < frame.fragments() && done < bytes; i++) {
      int length = frame.length(i);
      if (skip >= length) {
        skip -= length;
        continue;
      }
      int n = Math.min(bytes - done, length - skip);
      int part = sum(frame.segment(i), frame.offset(i) + skip, n);
      sum += (done & 1) == 0 ? part : swap(part);
      done += n;
      skip = 0;
    }
    if (done < bytes) {
      throw new IndexOutOfBoundsException(
          "frame of " + frame.length() + " bytes has none at " + (from + done));
    }
    return fold(sum);
  }

  /** A number of up to 32 bits, as a sum of 16-bit words, folded. */
  static int fold(int sum) {
    int once = (sum >>> 16) + (sum & 0xffff);
    return (once >>> 16) + (once & 0xffff);
  }

  private static int foldLong(long sum) {
    long once = (sum >>> 32) + (sum & LOW);
    return fold((int) ((once >>> 32) + (once & LOW)));
  }

  /** The sum of bytes that start at an odd place of the whole, or of words in the other order. */
  static int swap(int sum) {
    return (sum & 0xff) << 8 | sum >>> 8;
  }

  /** The sum over both IP addresses and the protocol number: the pseudo header but its length. */
  static int addressSum(Headers headers, MemorySegment m, long at) {
    int addresses = sum(m, at + headers.source(), 2 * headers.addressLength());
    return fold(addresses + headers.protocol());
  }

  /**
   * The sum over the pseudo header of TCP or UDP.
   *
   * @param m the memory that {@code headers} was parsed from; the frame starts at {@code at}
   * @param bytes of the TCP segment or UDP datagram with its header
   */
  public static int pseudoHeaderSum(Headers headers, MemorySegment m, long at, int bytes) {
    return fold(addressSum(headers, m, at) + (bytes >>> 16) + (bytes & 0xffff));
  }

  /** Computes and stores the checksum of the IPv4 header at {@code at}. */
  public static void fillIpv4(MemorySegment m, long at) {
    put16(m, at + IPV4_CHECKSUM, 0);
    put16(m, at + IPV4_CHECKSUM, ~sum(m, at, (get8(m, at) & 0xf) * 4));
  }

  /** Computes and stores the IPv4 header checksum of a frame, if it has such a header. */
  public static void fillIpv4(Frame frame) {
    if (frame.headers().ipv4()) {
      fillIpv4(frame.segment(0), frame.offset(0) + frame.headers().network());
    }
  }

  /** Checks the IPv4 header's checksum; UNKNOWN if the frame has no such header. */
  public static Verdict checkIpv4(Frame frame) {
    Headers headers = frame.headers();
    if (!headers.ipv4()) {
      return Verdict.UNKNOWN;
    }
    int sum = sum(frame.segment(0), frame.offset(0) + headers.network(), headers.networkLength());
    return sum == 0xffff ? Verdict.GOOD : Verdict.BAD;
  }

  /**
   * Computes the TCP or UDP checksum over the whole frame and stores it in fragment 0, which must
   * be the caller's own. What the field held does not matter, unless the packet is {@linkplain
   * Headers#routed() routed}: then it must be the sum over the pseudo header, because only the
   * sender knows the final destination.
   *
   * @return false, and nothing is written, if there is no TCP or UDP header
   */
  public static boolean fillTransport(Frame frame) {
    Headers headers = frame.headers();
    if (headers.transport() == 0) {
      return false;
    }
    MemorySegment m = frame.segment(0);
    long at = frame.offset(0);
    int bytes = headers.transportLength();
    long field = at + checksumField(headers);
    int pseudo = headers.routed() ? get16(m, field) : pseudoHeaderSum(headers, m, at, bytes);
    put16(m, field, 0);
    int checksum = ~fold(pseudo + sum(frame, headers.transport(), bytes)) & 0xffff;
    // 0 would say that the datagram has no checksum
    put16(m, field, checksum == 0 && headers.udp() ? 0xffff : checksum);
    return true;
  }

  /** Checks the TCP or UDP checksum over the whole frame. */
  public static Verdict checkTransport(Frame frame) {
    Headers headers = frame.headers();
    if (!headers.verifiable()) {
      return Verdict.UNKNOWN;
    }
    MemorySegment m = frame.segment(0);
    long at = frame.offset(0);
    if (headers.udp() && get16(m, at + checksumField(headers)) == 0) {
      return headers.ipv4() ? Verdict.UNKNOWN : Verdict.BAD;
    }
    int bytes = headers.transportLength();
    int sum = pseudoHeaderSum(headers, m, at, bytes) + sum(frame, headers.transport(), bytes);
    return fold(sum) == 0xffff ? Verdict.GOOD : Verdict.BAD;
  }

  /** Where the TCP or UDP checksum lies in the frame. */
  static int checksumField(Headers headers) {
    return headers.transport() + (headers.tcp() ? TCP_CHECKSUM : UDP_CHECKSUM);
  }
}
