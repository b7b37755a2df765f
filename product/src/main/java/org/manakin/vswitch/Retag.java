package org.manakin.vswitch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.NetworkOrder;
import org.manakin.packet.VlanTag;

/**
 * Gives frames the tag that they have on a trunk, and takes it off, in a private copy of their
 * first bytes; the rest stays where it is. One thread at a time; a result is valid until the next
 * call. Allocates nothing after construction.
 */
final class Retag {
  /** More than any headers of a frame that can be segmented or have its checksum filled. */
  private static final int PRIVATE_BYTES = 512;

  private static final int TCI = VlanTag.OFFSET + 2;
  private static final int SERVICE_TAG = 0x88a8;

  private final MemorySegment memory =
      Arena.ofAuto().allocate(VlanTag.BYTES + PRIVATE_BYTES, Long.BYTES);
  private final Frame result = new Frame();

  /**
   * The frame with a tag of this VLAN; a tag that only gives a priority becomes this one. Null if
   * the frame has a tag of its own.
   */
  @Nullable Frame tagged(Frame frame, int vlan) {
    Headers headers = frame.headers();
    int own = Math.min(frame.length(0), PRIVATE_BYTES);
    long start = VlanTag.BYTES;
    frame.copyTo(0, memory, start, own);
    int bytes = own;
    if (headers.tagged()) {
      if (VlanTag.id(headers.tci()) != 0 || isTag(headers.etherType())) {
        return null;
      }
      NetworkOrder.put16(memory, start + TCI, headers.tci() | vlan);
    } else if (headers.etherType() == SERVICE_TAG) {
      return null;
    } else {
      start = VlanTag.insert(memory, start, vlan);
      bytes += VlanTag.BYTES;
    }
    return assemble(frame, start, bytes, own);
  }

  /** The tagged frame without its tag; null if another tag is behind it. */
  @Nullable Frame untagged(Frame frame) {
    if (isTag(frame.headers().etherType()) || frame.length(0) < Headers.ETHERNET + VlanTag.BYTES) {
      return null;
    }
    int own = Math.min(frame.length(0), PRIVATE_BYTES);
    frame.copyTo(0, memory, 0, own);
    long start = VlanTag.strip(memory, 0);
    return assemble(frame, start, own - VlanTag.BYTES, own);
  }

  private static boolean isTag(int etherType) {
    return etherType == Headers.ETHERTYPE_VLAN || etherType == SERVICE_TAG;
  }

  /** Private bytes, and behind them the frame from its byte {@code skip} on. */
  private @Nullable Frame assemble(Frame frame, long start, int bytes, int skip) {
    result.clear();
    boolean fits = result.add(memory, start, bytes);
    if (frame.length(0) > skip) {
      fits = result.add(frame.segment(0), frame.offset(0) + skip, frame.length(0) - skip);
    }
    for (int i = 1; i < frame.fragments(); i++) {
      fits &= result.add(frame.segment(i), frame.offset(i), frame.length(i));
    }
    result.headers().parse(memory, start, bytes, result.length());
    result.setSegmentSize(frame.segmentSize());
    result.setChecksumPartial(frame.checksumPartial());
    result.setChecksumVerified(frame.checksumVerified());
    return fits ? result : null;
  }
}
