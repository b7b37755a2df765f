package org.manakin.attach.vxlan;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.MacAddress;

/**
 * A number that is the same for all frames of a flow: from IP addresses, protocol and ports, or
 * from the Ethernet addresses of what is not IP. All fragments of a packet count as one flow.
 */
final class FlowHash {
  private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED;
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;
  private static final int HIGH = 32;

  private FlowHash() {}

  /** The hash; its high bits are as good as its low ones. The frame has whole addresses. */
  static int of(Frame frame) {
    Headers headers = frame.headers();
    MemorySegment m = frame.segment(0);
    long at = frame.offset(0);
    long hash;
    if (headers.network() > 0) {
      hash = headers.protocol();
      long from = at + headers.source();
      int words = 2 * headers.addressLength() / Integer.BYTES;
      for (int i = 0; i < words; i++) {
        hash = mix(hash ^ m.get(WORD, from + (long) i * Integer.BYTES));
      }
      hash ^= (long) headers.sourcePort() << Short.SIZE | headers.destinationPort();
    } else {
      hash = mix(MacAddress.read(m, at)) ^ MacAddress.read(m, at + MacAddress.BYTES);
    }
    return (int) (mix(hash) >>> HIGH);
  }

  private static long mix(long value) {
    long product = value * MIX;
    return product ^ product >>> HIGH;
  }
}
