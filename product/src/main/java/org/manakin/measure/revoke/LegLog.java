package org.manakin.measure.revoke;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A NIC's legs over time: samples in order, one every few milliseconds. */
public final class LegLog {
  /**
   * How frames for the guest went for a while.
   *
   * @param from {@link System#nanoTime}
   */
  public record Stretch(LegSample.Path path, long from, long to) {}

  private final List<LegSample> samples;

  public LegLog(List<LegSample> samples) {
    this.samples = List.copyOf(samples);
  }

  public List<LegSample> samples() {
    return samples;
  }

  /** The samples from {@code from} on and before {@code to}. */
  public List<LegSample> between(long from, long to) {
    return samples.subList(index(from), index(to));
  }

  private int index(long time) {
    int found =
        Collections.binarySearch(
            samples,
            new LegSample(time, LegSample.Path.NOWHERE, 0, 0, 0, 0),
            (a, b) -> Long.compare(a.at(), b.at()));
    return found < 0 ? -found - 1 : found;
  }

  /** What path was used when, between two times. */
  public List<Stretch> stretches(long from, long to) {
    List<Stretch> stretches = new ArrayList<>();
    int first = Math.max(0, index(from) - 1);
    for (int i = first; i < samples.size() && samples.get(i).at() < to; i++) {
      LegSample sample = samples.get(i);
      long begin = Math.max(from, sample.at());
      long end = i + 1 < samples.size() ? Math.min(to, samples.get(i + 1).at()) : to;
      Stretch last = stretches.isEmpty() ? null : stretches.getLast();
      if (last != null && last.path() == sample.active()) {
        stretches.set(stretches.size() - 1, new Stretch(last.path(), last.from(), end));
      } else {
        stretches.add(new Stretch(sample.active(), begin, end));
      }
    }
    return stretches;
  }

  /** Nanoseconds that a path was used between two times. */
  public long nanosOn(LegSample.Path path, long from, long to) {
    return stretches(from, to).stream()
        .filter(stretch -> stretch.path() == path)
        .mapToLong(stretch -> stretch.to() - stretch.from())
        .sum();
  }

  /**
   * When the first frame since {@code from} passed on the VF, or -1 if none did before {@code to}.
   */
  public long firstOnVf(long from, long to) {
    int start = index(from);
    if (start == 0 || start >= samples.size()) {
      return -1;
    }
    LegSample before = samples.get(start - 1);
    for (LegSample sample : between(from, to)) {
      if (sample.vfFromGuest() + sample.vfToGuest() > before.vfFromGuest() + before.vfToGuest()) {
        return sample.at();
      }
    }
    return -1;
  }
}
