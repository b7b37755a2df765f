package org.manakin.measure.traffic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When something arrived that was sent all the time, and the gaps between. A gap begins with the
 * last arrival, or, if nothing more had been sent by then, when the next was: a sender that did not
 * get to run is no gap. Times are of the host, {@link System#nanoTime}.
 */
public final class Arrivals {
  private final long[] times;

  /** Gap i is from since[i] to times[i]; the last one, after all arrivals, to {@code end}. */
  private final long[] since;

  private final long end;

  /**
   * @param times in the order of arrival
   * @param since for each arrival, when something was sent that had not arrived before; and one
   *     more, when something was sent that never arrived, or Long.MAX_VALUE
   * @param end when sending ended
   */
  Arrivals(long[] times, long[] since, long end) {
    this.times = times.clone();
    this.since = since.clone();
    this.end = end;
    // Two processors of a guest may stamp two packets in another order than they hand them up.
    for (int i = 1; i < times.length; i++) {
      this.times[i] = Math.max(this.times[i], this.times[i - 1]);
    }
    for (int i = 1; i <= times.length; i++) {
      this.since[i] = Math.max(since[i], this.times[i - 1]);
    }
  }

  /**
   * The arrivals of a stream.
   *
   * @param sentTotals bytes sent so far, by the times in {@code sentAt}
   * @param totals bytes that had arrived, by the times in {@code arrivedAt}
   */
  static Arrivals ofStream(long[] sentTotals, long[] sentAt, long[] totals, long[] arrivedAt) {
    long[] since = new long[arrivedAt.length + 1];
    int next = 0;
    for (int i = 0; i < since.length; i++) {
      long before = i == 0 ? 0 : totals[i - 1];
      while (next < sentTotals.length && sentTotals[next] <= before) {
        next++;
      }
      since[i] = next < sentTotals.length ? sentAt[next] : Long.MAX_VALUE;
    }
    return new Arrivals(arrivedAt, since, sentAt.length == 0 ? 0 : sentAt[sentAt.length - 1]);
  }

  /** How many arrived. */
  public int count() {
    return times.length;
  }

  /** How many arrived from {@code from} on and before {@code to}. */
  public int count(long from, long to) {
    return index(to) - index(from);
  }

  /** The first arrival that is not before a time. */
  private int index(long time) {
    int found = Arrays.binarySearch(times, time);
    if (found < 0) {
      return -found - 1;
    }
    while (found > 0 && times[found - 1] == time) {
      found--;
    }
    return found;
  }

  private long gapEnd(int gap) {
    return gap < times.length ? times[gap] : end;
  }

  /** The longest gap of which a part lies between the two times, with all its length. */
  public Gap longestGap(long from, long to) {
    Gap longest = new Gap(from, from);
    for (int i = index(from); i < since.length && since[i] < to; i++) {
      if (gapEnd(i) > from && gapEnd(i) - since[i] > longest.nanos()) {
        longest = new Gap(since[i], gapEnd(i));
      }
    }
    return longest;
  }

  /** All gaps of at least that length, in order. */
  public List<Gap> gaps(long nanos) {
    List<Gap> gaps = new ArrayList<>();
    for (int i = 0; i < since.length; i++) {
      if (since[i] < gapEnd(i) && gapEnd(i) - since[i] >= nanos) {
        gaps.add(new Gap(since[i], gapEnd(i)));
      }
    }
    return gaps;
  }
}
