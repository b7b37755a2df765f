package org.manakin.measure.traffic;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Numbered packets, as their sender and their receiver noted them. Times are of the host, {@link
 * System#nanoTime}.
 */
public final class PacketFlow {
  private final long[] sentAt;
  private final Arrivals arrivals;
  private final Moments lost;
  private final Moments duplicated;
  private final Moments reordered;
  private final long[] trips;
  private final int unknown;

  /**
   * @param sentAt by sequence number
   * @param sequences of what arrived, in that order
   * @param arrivedAt its times
   */
  PacketFlow(long[] sentAt, int[] sequences, long[] arrivedAt) {
    this.sentAt = sentAt.clone();
    BitSet seen = new BitSet(sentAt.length);
    long[] again = new long[sequences.length];
    long[] late = new long[sequences.length];
    long[] took = new long[sequences.length];
    long[] fresh = new long[sequences.length];
    long[] since = new long[sequences.length + 1];
    int agains = 0;
    int lates = 0;
    int strangers = 0;
    int firsts = 0;
    int highest = -1;
    for (int i = 0; i < sequences.length; i++) {
      int sequence = sequences[i];
      if (sequence < 0 || sequence >= sentAt.length) {
        strangers++;
      } else if (seen.get(sequence)) {
        again[agains++] = arrivedAt[i];
      } else {
        seen.set(sequence);
        if (sequence < highest) {
          late[lates++] = arrivedAt[i];
        }
        fresh[firsts] = arrivedAt[i];
        since[firsts] = Math.min(sentAt[Math.min(highest + 1, sentAt.length - 1)], arrivedAt[i]);
        took[firsts++] = arrivedAt[i] - sentAt[sequence];
        highest = Math.max(highest, sequence);
      }
    }
    since[firsts] = highest + 1 < sentAt.length ? sentAt[highest + 1] : Long.MAX_VALUE;
    lost = new Moments(missing(sentAt, seen));
    duplicated = new Moments(Arrays.copyOf(again, agains));
    reordered = new Moments(Arrays.copyOf(late, lates));
    unknown = strangers;
    trips = Arrays.copyOf(took, firsts);
    Arrays.sort(trips);
    arrivals =
        new Arrivals(
            Arrays.copyOf(fresh, firsts),
            Arrays.copyOf(since, firsts + 1),
            sentAt.length == 0 ? 0 : sentAt[sentAt.length - 1]);
  }

  private static long[] missing(long[] sentAt, BitSet seen) {
    long[] times = new long[sentAt.length - seen.cardinality()];
    int i = 0;
    for (int n = seen.nextClearBit(0); n < sentAt.length; n = seen.nextClearBit(n + 1)) {
      times[i++] = sentAt[n];
    }
    return times;
  }

  /** A flow from traces, each with the clock of the guest that noted it. */
  static PacketFlow of(Trace sent, GuestTime sender, Trace received, GuestTime receiver) {
    int[] sequences = new int[received.size(2)];
    for (int i = 0; i < sequences.length; i++) {
      sequences[i] = received.word(2 * i);
    }
    return new PacketFlow(
        sender.hostNanos(sent.unwrapped(1, 0)),
        sequences,
        receiver.hostNanos(received.unwrapped(2, 1)));
  }

  /** How many were sent. */
  public int sent() {
    return sentAt.length;
  }

  /** How many were sent between two times. */
  public int sent(long from, long to) {
    return new Moments(sentAt).count(from, to);
  }

  public Arrivals arrivals() {
    return arrivals;
  }

  /** When those were sent that never arrived. */
  public Moments lost() {
    return lost;
  }

  /** When those arrived that had arrived before. */
  public Moments duplicated() {
    return duplicated;
  }

  /** When those arrived that a later one had overtaken. */
  public Moments reordered() {
    return reordered;
  }

  /** How many arrived with a number that was not sent. */
  public int unknown() {
    return unknown;
  }

  /** Nanoseconds from sending to the first arrival, sorted; of all that arrived. */
  public long[] trips() {
    return trips.clone();
  }
}
