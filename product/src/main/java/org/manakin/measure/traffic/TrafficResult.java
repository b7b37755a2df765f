package org.manakin.measure.traffic;

import java.util.List;

/**
 * What became of the traffic between two guests.
 *
 * @param toFirst datagrams from the second guest to the first
 * @param fromFirst datagrams from the first guest to the second
 * @param probes questions of the second guest, which the first answered; sent and arrived at the
 *     second
 * @param streamsToFirst when bytes of each stream to the first guest arrived
 * @param streamsFromFirst the same of the streams to the second guest
 * @param streamBytes all streams carried
 * @param streamsLost streams that broke, or whose ends do not agree on what was sent
 * @param bytesCorrupted bytes that arrived with another value than was sent
 * @param refused packets that a guest's own kernel did not take at once
 * @param clockUncertaintyNanos by how much times may be wrong
 */
public record TrafficResult(
    PacketFlow toFirst,
    PacketFlow fromFirst,
    PacketFlow probes,
    List<Arrivals> streamsToFirst,
    List<Arrivals> streamsFromFirst,
    long streamBytes,
    int streamsLost,
    long bytesCorrupted,
    long refused,
    long clockUncertaintyNanos) {
  public TrafficResult {
    streamsToFirst = List.copyOf(streamsToFirst);
    streamsFromFirst = List.copyOf(streamsFromFirst);
  }
}
