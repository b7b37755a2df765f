package org.manakin.measure;

import java.util.ArrayList;
import java.util.List;
import org.manakin.packet.MacAddress;

/** The user-mode driver on two adapters that a wire joins, in this process, on this thread. */
public final class EmbeddedPair {
  private static final int MTU = 1500;
  private static final int PING = 56;
  private static final int LARGE_PING = 8000;
  private static final int UDP_PAYLOAD = 1200;
  private static final int SUPER_FRAME = 60_000;

  /** Payload of a segment in a packet of 1500 bytes, with either IP. */
  private static final int SEGMENT = 1428;

  /** So that the frames under way fit into the receiver's buffers. */
  private static final int SUPER_FRAMES_AHEAD = 4;

  private static final int FRAMES_AHEAD = 64;
  private static final long WARM_UP_NANOS = 60_000_000;
  private static final long MEASURED_NANOS = 100_000_000;
  private static final long LOST_NANOS = 1_000_000_000;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int BITS = 8;

  private final List<String> failures = new ArrayList<>();

  /** How long each measurement goes on. */
  private long nanos;

  private EmbeddedPair() {}

  /** Measures; takes about three seconds. */
  public static PairReport measure() {
    return new EmbeddedPair().run();
  }

  private PairReport run() {
    long began = System.nanoTime();
    try (EmbeddedEnd first = new EmbeddedEnd(1, MacAddress.parse("02:4d:41:4e:41:01"));
        EmbeddedEnd second = new EmbeddedEnd(2, MacAddress.parse("02:4d:41:4e:41:02"))) {
      first.join(second);
      nanos = WARM_UP_NANOS;
      measureAll(first, second);
      nanos = MEASURED_NANOS; // replaces the figures of before
      measureAll(first, second);
      failures.addAll(first.finish());
      failures.addAll(second.finish());
      return new PairReport(
          List.of(first.report(MTU), second.report(MTU)),
          failures,
          (System.nanoTime() - began) / 1e9);
    }
  }

  private void measureAll(EmbeddedEnd first, EmbeddedEnd second) {
    for (Family family : Family.values()) {
      measure(first, second, family);
      measure(second, first, family);
    }
    TestFrame large = new TestFrame(Family.IPV4, false, LARGE_PING);
    ping(first, second, large, Figure.PING_LARGE_MS);
    ping(second, first, large, Figure.PING_LARGE_MS);
  }

  private void measure(EmbeddedEnd from, EmbeddedEnd to, Family family) {
    ping(from, to, new TestFrame(family, false, PING), family.ping());
    tcp(from, to, new TestFrame(family, true, SUPER_FRAME));
    udp(from, to, new TestFrame(family, false, UDP_PAYLOAD));
  }

  private void ping(EmbeddedEnd from, EmbeddedEnd to, TestFrame frame, Figure figure) {
    from.prepare(frame, to, 0);
    to.prepare(frame, from, 0);
    from.expect(frame, false);
    to.expect(frame, true);
    double trip = bounce(from, to);
    if (Double.isNaN(trip)) {
      failures.add(from.name() + ": a frame of " + frame.payload() + " bytes did not come back");
    } else {
      from.figures().put(figure, trip / NANOS_PER_MILLI);
    }
    to.expect(frame, false);
  }

  /** Nanoseconds of a round trip; not a number if one did not end. */
  private double bounce(EmbeddedEnd from, EmbeddedEnd to) {
    long start = System.nanoTime();
    long before = from.frames();
    while (System.nanoTime() - start < nanos) {
      long arrived = from.frames();
      boolean ignored = from.post();
      long sent = System.nanoTime();
      while (from.frames() == arrived) {
        turn(from, to);
        if (System.nanoTime() - sent > LOST_NANOS) {
          return Double.NaN;
        }
      }
    }
    return (double) (System.nanoTime() - start) / (from.frames() - before);
  }

  private void tcp(EmbeddedEnd from, EmbeddedEnd to, TestFrame frame) {
    from.prepare(frame, to, SEGMENT);
    to.expect(frame, false);
    double seconds = stream(from, to, SUPER_FRAMES_AHEAD).seconds();
    if (to.payloadBytes() == 0) {
      failures.add(from.name() + ": no TCP over " + frame.family().title() + " arrived");
    }
    from.figures().put(frame.family().tcp(), to.payloadBytes() * BITS / seconds / 1e9);
  }

  private void udp(EmbeddedEnd from, EmbeddedEnd to, TestFrame frame) {
    from.prepare(frame, to, 0);
    to.expect(frame, false);
    Sent sent = stream(from, to, FRAMES_AHEAD);
    if (to.frames() == 0) {
      failures.add(from.name() + ": no UDP over " + frame.family().title() + " arrived");
    }
    double bits = (double) sent.frames() * UDP_PAYLOAD * BITS;
    from.figures().put(frame.family().udp(), bits / sent.seconds() / 1e9);
    from.figures()
        .put(frame.family().udpLoss(), 100.0 * (sent.frames() - to.frames()) / sent.frames());
  }

  private record Sent(long frames, double seconds) {}

  /** Sends as fast as it goes; when this returns all that was sent has arrived or is lost. */
  private Sent stream(EmbeddedEnd from, EmbeddedEnd to, int ahead) {
    long start = System.nanoTime();
    long frames = 0;
    while (System.nanoTime() - start < nanos) {
      while (from.outstanding() < ahead && from.post()) {
        frames++;
      }
      turn(from, to);
    }
    while (turn(from, to) > 0) {
      // what is still under way
    }
    return new Sent(frames, (System.nanoTime() - start) / 1e9);
  }

  private static int turn(EmbeddedEnd from, EmbeddedEnd to) {
    return from.work() + to.work();
  }
}
