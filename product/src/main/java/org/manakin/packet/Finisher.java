package org.manakin.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.manakin.observe.Counters;

/**
 * Stands before a port that takes only finished frames: cuts super-frames, fills in partial
 * checksums, and passes everything else on as it is. Payload is not copied, and the given frame is
 * not changed.
 *
 * <p>One thread at a time: each sender has its own. Allocates nothing after construction. What the
 * counters say may be read by any thread.
 */
public final class Finisher implements Port {

  /** What a finisher counts, each in frames. */
  public enum Counter {
    /** Super-frames cut. */
    SUPER_FRAMES,
    /** Frames that the super-frames became. */
    SEGMENTS,
    /** Super-frames dropped because they cannot be cut. */
    SUPER_FRAMES_MALFORMED,
    /** Partial checksums filled in. */
    CHECKSUMS,
    /**
     * Frames said to have a partial checksum, but without a place for it; passed on as they are.
     */
    CHECKSUMS_WITHOUT_PLACE
  }

  private static final int PRIVATE_BYTES = 512;

  private final Port finished;
  private final Segmenter segmenter;
  private final MemorySegment privateBytes;
  private final Frame filled = new Frame();
  private final Counters<Counter> counters = new Counters<>(Counter.class);

  public Finisher(Port finished) {
    this(finished, Arena.ofAuto());
  }

  /** The private memory for headers lives as long as {@code arena}. */
  public Finisher(Port finished, Arena arena) {
    this.finished = finished;
    this.segmenter = new Segmenter(arena);
    this.privateBytes = arena.allocate(PRIVATE_BYTES, 8);
  }

  @Override
  public void deliver(Frame frame) {
    if (frame.segmentSize() > 0) {
      cut(frame);
    } else if (frame.checksumPartial()) {
      fill(frame);
    } else {
      finished.deliver(frame);
    }
  }

  @Override
  public void flush() {
    finished.flush();
  }

  @Override
  public boolean hasRoom() {
    return finished.hasRoom();
  }

  @Override
  public boolean takesUnfinished() {
    return true;
  }

  public Counters<Counter> counters() {
    return counters;
  }

  private void cut(Frame frame) {
    int segments = segmenter.cut(frame, finished);
    counters.increment(segments > 0 ? Counter.SUPER_FRAMES : Counter.SUPER_FRAMES_MALFORMED);
    counters.add(Counter.SEGMENTS, segments);
  }

  private void fill(Frame frame) {
    boolean done = copyHeaders(frame) && Checksum.fillTransport(filled);
    if (done) {
      // the sender left only the transport checksum open; the other is its own work
      filled.setChecksumVerified(Checksum.checkIpv4(filled) != Checksum.Verdict.BAD);
    }
    counters.increment(done ? Counter.CHECKSUMS : Counter.CHECKSUMS_WITHOUT_PLACE);
    finished.deliver(filled);
  }

  /**
   * Makes {@link #filled} the same frame with private headers of its own; false if it has no TCP or
   * UDP header or they do not fit, and then it shares the headers.
   */
  private boolean copyHeaders(Frame frame) {
    Headers headers = frame.headers();
    int first = frame.length(0);
    int own = first <= PRIVATE_BYTES ? first : headers.payload();
    boolean possible =
        headers.transport() > 0
            && headers.payload() <= first
            && own <= PRIVATE_BYTES
            && (own == first || frame.fragments() < Frame.MAX_FRAGMENTS);
    filled.clear();
    filled.headers().copyFrom(headers);
    if (possible) {
      MemorySegment.copy(frame.segment(0), frame.offset(0), privateBytes, 0, own);
      filled.add(privateBytes, 0, own);
      if (own < first) {
        filled.add(frame.segment(0), frame.offset(0) + own, first - own);
      }
    }
    for (int i = possible ? 1 : 0; i < frame.fragments(); i++) {
      filled.add(frame.segment(i), frame.offset(i), frame.length(i));
    }
    return possible;
  }
}
