package org.manakin.attach.vhostuser;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.manakin.attach.vnet.VnetDecoder;
import org.manakin.attach.vnet.VnetHeader;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.Port;

/**
 * Makes a frame of a chain of a transmit ring and hands it over: the headers are lifted into
 * private memory, the payload stays where the guest put it. The NIC's thread only.
 */
final class Transmitter {
  private static final int LIFTED = 256;

  /** The longest IPv6 packet, with a tag. */
  private static final int MAX_FRAME = Headers.ETHERNET + Headers.VLAN_TAG + 40 + 0xffff;

  /** What a large send becomes with the smallest segments in use; bounds the work of one chain. */
  private static final int MAX_SEGMENTS = 1024;

  private final MemorySegment window;
  private final int maxFrame;
  private final MemorySegment lifted =
      Arena.ofAuto().allocate(VnetHeader.SIZE + LIFTED, Long.BYTES);
  private final Frame frame = new Frame();

  Transmitter(MemorySegment window, SyntheticConfig config) {
    this.window = window;
    this.maxFrame = config.mtu() + Headers.ETHERNET;
  }

  /** The frame that was sent last. */
  Frame frame() {
    return frame;
  }

  /**
   * Sends what the chain describes.
   *
   * @param header bytes of the header in front of the frame
   * @return {@link RingCounter#FRAMES}, or why the frame was dropped
   */
  RingCounter send(Scatter chain, int header, Port out) {
    RingCounter verdict = lift(chain, header);
    if (verdict != RingCounter.FRAMES) {
      return verdict;
    }
    if (!VnetDecoder.decode(lifted, 0, frame)) {
      return RingCounter.DROPPED_MALFORMED;
    }
    // a guest's word that a checksum is right is worth nothing
    frame.setChecksumVerified(false);
    verdict = checkLength();
    if (verdict == RingCounter.FRAMES) {
      out.deliver(frame);
    }
    return verdict;
  }

  private RingCounter lift(Scatter chain, int header) {
    if (chain.bytes() < header + Headers.ETHERNET) {
      return RingCounter.DROPPED_MALFORMED;
    }
    if (chain.overflowed() || chain.bytes() > header + MAX_FRAME) {
      return RingCounter.DROPPED_TOO_LONG;
    }
    int bytes = (int) chain.bytes() - header;
    int own = Math.min(bytes, LIFTED);
    chain.copyTo(lifted, header + own);
    frame.clear();
    frame.add(lifted, header, own);
    int skip = header + own;
    for (int i = 0; i < chain.parts(); i++) {
      int beyond = (int) chain.length(i) - skip;
      if (beyond > 0) {
        if (!frame.add(window, chain.place(i) + skip, beyond)) {
          return RingCounter.DROPPED_TOO_LONG;
        }
        skip = 0;
      } else {
        skip = -beyond;
      }
    }
    frame.headers().parse(lifted, header, own, bytes);
    return RingCounter.FRAMES;
  }

  private RingCounter checkLength() {
    int size = frame.segmentSize();
    int headerBytes = frame.headers().payload();
    int longest = size > 0 ? headerBytes + size : frame.length();
    if (size > 0) {
      int payload = frame.length() - headerBytes;
      if (payload <= 0 || payload > (long) size * MAX_SEGMENTS) {
        return RingCounter.DROPPED_MALFORMED;
      }
      longest = Math.min(longest, frame.length());
    }
    boolean fits = longest <= maxFrame + (frame.headers().tagged() ? Headers.VLAN_TAG : 0);
    return fits ? RingCounter.FRAMES : RingCounter.DROPPED_TOO_LONG;
  }
}
