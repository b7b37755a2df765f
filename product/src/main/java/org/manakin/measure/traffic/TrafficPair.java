package org.manakin.measure.traffic;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.manakin.lab.Guest;
import org.manakin.lab.GuestSpec;

/** Traffic between two guests, from its preparation to what became of it. One thread at a time. */
public final class TrafficPair implements Closeable {
  private final TrafficLoad load;
  private final List<TrafficEnd> ends = new ArrayList<>();
  private final List<ClockSample> before = new ArrayList<>();

  private TrafficPair(TrafficLoad load) {
    this.load = load;
  }

  /**
   * Prepares traffic between guests that are not started yet.
   *
   * @param folder for the sockets
   */
  public static TrafficPair listen(Path folder, TrafficLoad load) throws IOException {
    TrafficPair pair = new TrafficPair(load);
    try {
      for (int i = 1; i <= 2; i++) {
        pair.ends.add(TrafficEnd.listen("guest " + i, folder.resolve("traffic" + i), load));
      }
      return pair;
    } catch (IOException e) {
      pair.close();
      throw e;
    }
  }

  /** Gives a machine what the traffic program needs; before it is started. */
  public GuestSpec equip(int index, GuestSpec spec) {
    return ends.get(index).equip(spec);
  }

  /**
   * Begins; the guests must reach each other.
   *
   * @param addresses IPv4 addresses of the first and the second guest
   */
  public void start(List<Guest> guests, List<String> addresses) throws IOException {
    for (int i = 0; i < 2; i++) {
      ends.get(i).launch(guests.get(i));
    }
    for (int i = 0; i < 2; i++) {
      ends.get(i).connect(addresses.get(1 - i), load);
    }
    for (TrafficEnd end : ends) {
      before.add(end.clock());
    }
    for (int i = 0; i < 2; i++) {
      ends.get(i).start(load, i == 1);
    }
  }

  /** Ends the traffic, waits for what is under way, and fetches what the guests noted. */
  public TrafficResult finish() throws IOException {
    for (TrafficEnd end : ends) {
      end.stop();
    }
    for (TrafficEnd end : ends) {
      end.awaitEnd();
    }
    List<GuestTime> times = new ArrayList<>();
    long uncertainty = 0;
    for (int i = 0; i < 2; i++) {
      TrafficEnd end = ends.get(i);
      GuestClock clock = GuestClock.of(before.get(i), end.clock());
      uncertainty = Math.max(uncertainty, clock.uncertaintyNanos());
      times.add(new GuestTime(clock, end.epochMicros()));
    }
    EndCounts first = ends.get(0).counts();
    EndCounts second = ends.get(1).counts();
    PacketFlow probes =
        PacketFlow.of(
            ends.get(1).trace("probe-sent"),
            times.get(1),
            ends.get(1).trace("probe-received"),
            times.get(1));
    PacketFlow toFirst = datagrams(1, 0, times);
    PacketFlow fromFirst = datagrams(0, 1, times);
    return new TrafficResult(
        toFirst,
        fromFirst,
        probes,
        streams(1, 0, times),
        streams(0, 1, times),
        first.streamBytes() + second.streamBytes(),
        first.streamsLost(second) + second.streamsLost(first),
        first.bytesCorrupted() + second.bytesCorrupted(),
        first.refused() + second.refused(),
        uncertainty);
  }

  private PacketFlow datagrams(int from, int to, List<GuestTime> times) throws IOException {
    return PacketFlow.of(
        ends.get(from).trace("udp-sent"),
        times.get(from),
        ends.get(to).trace("udp-received"),
        times.get(to));
  }

  private List<Arrivals> streams(int from, int to, List<GuestTime> times) throws IOException {
    List<Arrivals> streams = new ArrayList<>();
    for (int i = 0; i < load.streams(); i++) {
      streams.add(
          stream(
              ends.get(from).trace("tcp-" + i + "-sent"),
              times.get(from),
              ends.get(to).trace("tcp-" + i + "-received"),
              times.get(to)));
    }
    return streams;
  }

  /** Both traces have, for each time, the bytes so far. */
  static Arrivals stream(Trace sent, GuestTime sender, Trace received, GuestTime receiver) {
    return Arrivals.ofStream(
        sent.unwrapped(2, 0),
        sender.hostNanos(sent.unwrapped(2, 1)),
        received.unwrapped(2, 0),
        receiver.hostNanos(received.unwrapped(2, 1)));
  }

  @Override
  public void close() throws IOException {
    for (TrafficEnd end : ends) {
      end.close();
    }
  }
}
