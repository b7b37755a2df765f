package org.manakin.attach.tap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.manakin.attach.vnet.VnetEncoder;
import org.manakin.attach.vnet.VnetHeader;
import org.manakin.linux.Fd;
import org.manakin.linux.IoVector;
import org.manakin.packet.Frame;

/**
 * Writes frames to a TAP straight from their fragments. What is unfinished is left to the kernel.
 * One thread at a time.
 */
final class Outgoing {
  private static final int FLATTENED = 1 << 17;

  private final Fd tap;
  private final MemorySegment vnet;
  private final MemorySegment flat;
  private final VnetEncoder encoder = new VnetEncoder();
  private final IoVector vector = new IoVector(Frame.MAX_FRAGMENTS + 2);

  Outgoing(Fd tap) {
    Arena arena = Arena.ofAuto();
    this.tap = tap;
    this.vnet = arena.allocate(VnetHeader.SIZE, Long.BYTES);
    this.flat = arena.allocate(FLATTENED, Long.BYTES);
  }

  /** Whether the interface took the frame. */
  boolean write(Frame frame) {
    if (frame.length() > FLATTENED) {
      return false;
    }
    int copied = encoder.encode(frame, vnet, 0);
    if (copied == VnetEncoder.IMPOSSIBLE) {
      return false;
    }
    vector.set(0, vnet, 0, VnetHeader.SIZE);
    return tap.writev(vector, gather(frame, copied)) == VnetHeader.SIZE + frame.length();
  }

  /** Lists the frame behind the header, {@code copied} bytes of it from the encoder. */
  private int gather(Frame frame, int copied) {
    int parts = 1;
    if (copied > 0) {
      vector.set(parts++, encoder.headers(), 0, copied);
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
