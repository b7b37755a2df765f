package org.manakin.measure;

import java.util.List;

/**
 * Two ends of a wire, side by side.
 *
 * @param failures what did not work, a line for each; none if all worked
 * @param seconds all of it took
 */
public record PairReport(List<EndReport> ends, List<String> failures, double seconds) {
  public PairReport {
    ends = List.copyOf(ends);
    failures = List.copyOf(failures);
  }

  /** Whether all of it worked. */
  public boolean ok() {
    return failures.isEmpty();
  }
}
