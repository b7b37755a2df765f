package org.manakin.measure.traffic;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.manakin.lab.Guest;
import org.manakin.lab.GuestSpec;

/**
 * The traffic program in one guest. The order of calls: {@link #listen}, {@link #equip} before the
 * guest is started, {@link #launch} once it answers and has its address, {@link #connect} after
 * both guests are launched, {@link #start}, {@link #stop}, {@link #awaitEnd}, {@link #trace}. One
 * thread at a time.
 */
public final class TrafficEnd implements Closeable {
  private static final String PROGRAM = "/root/traffic.lua";
  private static final Duration SOON = Duration.ofSeconds(30);

  /** More than the program itself waits for its streams. */
  private static final Duration END = Duration.ofSeconds(60);

  private static final int CLOCK_READINGS = 25;

  private final TrafficLine line;
  private final int streams;
  private double epochMicros;

  private TrafficEnd(TrafficLine line, int streams) {
    this.line = line;
    this.streams = streams;
  }

  /**
   * Prepares the line to a guest that is not started yet.
   *
   * @param socket where QEMU will connect; does not exist yet
   */
  public static TrafficEnd listen(String guest, Path socket, TrafficLoad load) throws IOException {
    return new TrafficEnd(TrafficLine.listen(guest, socket), load.streams());
  }

  /** Gives a machine the port that the program needs. */
  public GuestSpec equip(GuestSpec spec) {
    return spec.qemuOptions(line.qemuOptions().toArray(String[]::new));
  }

  /** Starts the program; it listens when this returns. */
  public void launch(Guest guest) throws IOException {
    line.accept();
    guest.put(PROGRAM, program());
    guest.check(
        """
        for port in /sys/class/virtio-ports/*; do
          if grep -qsx %s "$port/name"; then
            setsid luajit %s "/dev/${port##*/}" </dev/null >/run/traffic.log 2>&1 &
            exit 0
          fi
        done
        echo no virtio port for the traffic; exit 1
        """
            .formatted(TrafficLine.NAME, PROGRAM),
        SOON);
    line.await("ready", SOON);
    line.send("listen streams=" + streams);
    line.await("listening", SOON);
  }

  private static byte[] program() throws IOException {
    try (InputStream in = TrafficEnd.class.getResourceAsStream("traffic.lua")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  /** Connects to the other guest's program. */
  public void connect(String peer, TrafficLoad load) throws IOException {
    line.send("connect peer=%s payload=%d".formatted(peer, load.payload()));
    line.await("connected", SOON);
  }

  /**
   * Traffic begins.
   *
   * @param asks whether this end is the one that asks
   */
  public void start(TrafficLoad load, boolean asks) throws IOException {
    line.send(
        "start rate=%d probe=%d tcp=%d"
            .formatted(load.datagramRate(), asks ? load.probeRate() : 0, load.streamRate()));
    epochMicros = Double.parseDouble(line.await("started", SOON));
  }

  /** The reading of the guest's clock with the shortest way. */
  public ClockSample clock() throws IOException {
    ClockSample best = new ClockSample(0, 0, Long.MAX_VALUE);
    for (int i = 0; i < CLOCK_READINGS; i++) {
      long asked = System.nanoTime();
      line.send("clock");
      double guest = Double.parseDouble(line.await("clock", SOON));
      long half = (System.nanoTime() - asked) / 2;
      if (half < best.uncertaintyNanos()) {
        best = new ClockSample(asked + half, guest, half);
      }
    }
    return best;
  }

  /** Nothing new is sent from now on; streams are ended. */
  public void stop() throws IOException {
    line.send("stop");
  }

  /** Waits until all has arrived that will. */
  public void awaitEnd() throws IOException {
    line.await("stopped", END);
  }

  /** What the program counted. */
  public EndCounts counts() throws IOException {
    line.send("report");
    return EndCounts.parse(line.await("report", SOON));
  }

  /** A trace of the program as it came. */
  public Trace trace(String name) throws IOException {
    return Trace.parse(line.trace(name, END));
  }

  /** The guest's clock at the beginning, in microseconds: what times in traces are counted from. */
  public double epochMicros() {
    return epochMicros;
  }

  @Override
  public void close() throws IOException {
    line.close();
  }
}
