package org.manakin.measure.traffic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A run that was recorded: two guests with kernel 6.12, 250 packets a second each way, and the
 * first guest's data path stopped twice for 100 ms.
 */
public final class Recording {
  private final Map<String, String> facts = new HashMap<>();
  private final List<GuestTime> times;

  public Recording() {
    new String(bytes("run.txt"), StandardCharsets.UTF_8)
        .lines()
        .forEach(line ->
            facts.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
    times = List.of(time(0), time(1));
  }

  private static byte[] bytes(String name) {
    try (InputStream in = Recording.class.getResourceAsStream("recorded/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String fact(String name) {
    return Objects.requireNonNull(facts.get(name), name);
  }

  private GuestTime time(int guest) {
    GuestClock clock = GuestClock.of(sample("clock" + guest + "0"), sample("clock" + guest + "1"));
    return new GuestTime(clock, Double.parseDouble(fact("epoch" + guest)));
  }

  private ClockSample sample(String name) {
    String[] words = fact(name).split(" ");
    return new ClockSample(
        Long.parseLong(words[0]), Double.parseDouble(words[1]), Long.parseLong(words[2]));
  }

  /** When the data path was stopped, on the host's clock. */
  public long[] stalls() {
    return List.of(fact("stalls").strip().split(" ")).stream().mapToLong(Long::parseLong).toArray();
  }

  static Trace trace(String name) {
    try {
      return Trace.parse(bytes(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PacketFlow datagrams(int from, int to) {
    return PacketFlow.of(
        trace("udp-sent-" + from), times.get(from), trace("udp-received-" + to), times.get(to));
  }

  PacketFlow probes() {
    return PacketFlow.of(
        trace("probe-sent-1"), times.get(1), trace("probe-received-1"), times.get(1));
  }

  Arrivals stream(int from, int to) {
    return TrafficPair.stream(
        trace("tcp-0-sent-" + from), times.get(from), trace("tcp-0-received-" + to), times.get(to));
  }

  EndCounts counts(int guest) {
    try {
      return EndCounts.parse(fact("report" + guest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of it. */
  public TrafficResult result() {
    EndCounts first = counts(0);
    EndCounts second = counts(1);
    return new TrafficResult(
        datagrams(1, 0),
        datagrams(0, 1),
        probes(),
        List.of(stream(1, 0)),
        List.of(stream(0, 1)),
        first.streamBytes() + second.streamBytes(),
        first.streamsLost(second) + second.streamsLost(first),
        first.bytesCorrupted() + second.bytesCorrupted(),
        0,
        330_693);
  }
}
