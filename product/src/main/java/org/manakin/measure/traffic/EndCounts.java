package org.manakin.measure.traffic;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a traffic program counted by the end.
 *
 * @param datagramBytesCorrupted bytes of datagrams with another content than was sent
 * @param streamBytesCorrupted bytes of streams that differ from what belongs in their place
 * @param refused packets that the guest's own kernel did not take at first; they were sent later
 * @param outgoing streams by number, as their sender saw them
 * @param incoming streams by number, as their receiver saw them
 */
public record EndCounts(
    long datagramBytesCorrupted,
    long streamBytesCorrupted,
    long refused,
    SortedMap<Integer, StreamEnd> outgoing,
    SortedMap<Integer, StreamEnd> incoming) {
  /**
   * One end of a stream.
   *
   * @param bytes sent or received
   * @param hash of them
   * @param error the error number that broke it, or 0
   * @param ended whether it came to its proper end
   */
  public record StreamEnd(long bytes, String hash, int error, boolean ended) {
    /** Whether all that one end sent is what the other received, and nothing broke. */
    public boolean matches(StreamEnd other) {
      return error == 0
          && other.error == 0
          && ended
          && other.ended
          && bytes == other.bytes
          && hash.equals(other.hash);
    }
  }

  /** Bytes with another value than was sent. */
  long bytesCorrupted() {
    return datagramBytesCorrupted + streamBytesCorrupted;
  }

  /** All that streams brought to this end. */
  long streamBytes() {
    return incoming.values().stream().mapToLong(StreamEnd::bytes).sum();
  }

  /** How many of the streams to {@code receiver} did not bring all there that was sent here. */
  int streamsLost(EndCounts receiver) {
    int lost = 0;
    for (Map.Entry<Integer, StreamEnd> stream : outgoing.entrySet()) {
      StreamEnd other = receiver.incoming.get(stream.getKey());
      if (other == null || !stream.getValue().matches(other)) {
        lost++;
      }
    }
    return lost;
  }

  static EndCounts parse(String text) throws IOException {
    Map<String, Long> numbers = new HashMap<>();
    SortedMap<Integer, StreamEnd> outgoing = new TreeMap<>();
    SortedMap<Integer, StreamEnd> incoming = new TreeMap<>();
    try {
      for (String part : text.split(" ")) {
        String[] pair = part.split("=", 2);
        if (pair[0].matches("out\\d+")) {
          outgoing.put(Integer.parseInt(pair[0].substring(3)), stream(pair[1]));
        } else if (pair[0].matches("in\\d+")) {
          incoming.put(Integer.parseInt(pair[0].substring(2)), stream(pair[1]));
        } else {
          numbers.put(pair[0], Long.parseLong(pair[1]));
        }
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IOException("unreadable report of a traffic program: " + text, e);
    }
    return new EndCounts(
        numbers.getOrDefault("udp_corrupted", 0L),
        numbers.getOrDefault("tcp_corrupted", 0L),
        numbers.getOrDefault("refused", 0L),
        outgoing,
        incoming);
  }

  private static StreamEnd stream(String text) {
    String[] fields = text.split(":");
    return new StreamEnd(
        Long.parseLong(fields[0]),
        fields[1],
        Integer.parseInt(fields[2]),
        Boolean.parseBoolean(fields[3]));
  }
}
