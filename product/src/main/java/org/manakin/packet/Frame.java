package org.manakin.packet;

import java.lang.foreign.MemorySegment;

/**
 * A view of one Ethernet frame (destination address first, no FCS): an ordered list of fragments in
 * memory that others own. A mutable flyweight: a sender keeps one, fills it for each frame and
 * hands it to a {@link Port}; nothing is allocated per frame.
 *
 * <p>Fragment 0 is private to the sender and holds at least the protocol headers that {@link
 * #headers()} describes (the whole frame if it is short). Later fragments may be guest memory,
 * which can change while it is read: nothing in them is trusted, and nothing is decided from them
 * twice.
 *
 * <p>One thread at a time. A receiver reads and does not change the frame.
 */
public final class Frame {
  /**
   * Enough for the 31 SGEs of a WQE, some of them split at the seams of guest memory, and the
   * lifted headers.
   */
  public static final int MAX_FRAGMENTS = 64;

  private final MemorySegment[] segments = new MemorySegment[MAX_FRAGMENTS];
  private final long[] offsets = new long[MAX_FRAGMENTS];
  private final int[] lengths = new int[MAX_FRAGMENTS];
  private final Headers headers = new Headers();
  private int fragments;
  private int length;
  private int segmentSize;
  private boolean checksumPartial;
  private boolean checksumVerified;

  /** Makes this an empty frame of which nothing is known. */
  public void clear() {
    fragments = 0;
    length = 0;
    segmentSize = 0;
    checksumPartial = false;
    checksumVerified = false;
    headers.clear();
  }

  /** Appends {@code bytes} bytes; false, and nothing appended, if there are too many fragments. */
  public boolean add(MemorySegment segment, long offset, int bytes) {
    if (fragments == MAX_FRAGMENTS) {
      return false;
    }
    segments[fragments] = segment;
    offsets[fragments] = offset;
    lengths[fragments] = bytes;
    fragments++;
    length += bytes;
    return true;
  }

  public int fragments() {
    return fragments;
  }

  public MemorySegment segment(int fragment) {
    return segments[fragment];
  }

  /** Where the fragment starts in its segment. */
  public long offset(int fragment) {
    return offsets[fragment];
  }

  /** Bytes of the fragment. */
  public int length(int fragment) {
    return lengths[fragment];
  }

  /** Bytes of the frame. */
  public int length() {
    return length;
  }

  /** What the sender found in the frame's first bytes. */
  public Headers headers() {
    return headers;
  }

  /**
   * Payload bytes per segment of a TCP super-frame that is still to be cut into frames; 0 for an
   * ordinary frame. The lengths in the IP header of a super-frame are those of the whole (IPv4
   * total length saturates at 65535), and its TCP checksum is partial.
   */
  public int segmentSize() {
    return segmentSize;
  }

  public void setSegmentSize(int bytes) {
    segmentSize = bytes;
  }

  /**
   * Whether the TCP or UDP checksum field holds only the sum over the pseudo header, and the rest
   * is still to be added.
   */
  public boolean checksumPartial() {
    return checksumPartial;
  }

  public void setChecksumPartial(boolean partial) {
    checksumPartial = partial;
  }

  /**
   * Whether the sender computed or checked every checksum of the frame, so that the receiver need
   * not.
   */
  public boolean checksumVerified() {
    return checksumVerified;
  }

  public void setChecksumVerified(boolean verified) {
    checksumVerified = verified;
  }

  /**
   * Copies {@code bytes} bytes of the frame, from its byte {@code from} on, to {@code at} in {@code
   * target}.
   *
   * @throws IndexOutOfBoundsException if the frame or the target is shorter
   */
  public void copyTo(int from, MemorySegment target, long at, int bytes) {
    int skip = from;
    int left = bytes;
    long to = at;
    for (int i = 0; i < fragments && left > 0; i++) {
      if (skip >= lengths[i]) {
        skip -= lengths[i];
        continue;
      }
      int n = Math.min(left, lengths[i] - skip);
      MemorySegment.copy(segments[i], offsets[i] + skip, target, to, n);
      skip = 0;
      to += n;
      left -= n;
    }
    if (left > 0) {
      throw new IndexOutOfBoundsException(
          "frame of " + length + " bytes has none at " + (from + bytes - left));
    }
  }
}
