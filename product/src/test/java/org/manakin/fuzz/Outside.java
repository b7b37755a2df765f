package org.manakin.fuzz;

import java.lang.foreign.MemorySegment;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.Port;

/**
 * What the hostile adapter's frames come to: the neighbour, or something like a TAP that takes
 * unfinished frames; in front of both, a check that the frame is what {@link Port} promises.
 */
final class Outside implements Port {
  private static final int LONGEST = 1 << 20;

  private final Port neighbour;
  private final MemorySegment copy = MemorySegment.ofArray(new byte[LONGEST + 4]);
  private boolean unfinished;

  Outside(Port neighbour) {
    this.neighbour = neighbour;
  }

  void change(int choice) {
    unfinished = choice == 1;
  }

  @Override
  public void deliver(Frame frame) {
    check(frame);
    if (!unfinished) {
      neighbour.deliver(frame);
    }
  }

  private void check(Frame frame) {
    int sum = 0;
    for (int i = 0; i < frame.fragments(); i++) {
      sum += frame.length(i);
    }
    Headers h = frame.headers();
    boolean whole =
        sum == frame.length()
            && sum >= Headers.ETHERNET
            && sum <= LONGEST + 4
            && h.payload() <= frame.length();
    boolean finished = frame.segmentSize() == 0 && !frame.checksumPartial();
    if (!whole || (!unfinished && !finished)) {
      throw new AssertionError(
          "a frame of %d bytes, %d in fragments, payload at %d, segments of %d, partial %s"
              .formatted(
                  frame.length(), sum, h.payload(), frame.segmentSize(), frame.checksumPartial()));
    }
    frame.copyTo(0, copy, 0, sum);
  }

  @Override
  public void flush() {
    neighbour.flush();
  }

  @Override
  public boolean takesUnfinished() {
    return unfinished;
  }
}
