package org.manakin.cli;

import java.io.PrintWriter;
import org.manakin.lab.provision.Progress;

/**
 * Shows what takes time, a line for each step with the seconds since the beginning. Where a person
 * watches, percentages are shown on the step's own line.
 */
final class ProgressLines implements Progress {
  private final PrintWriter err;
  private final boolean watched;
  private final long began = System.nanoTime();
  private String step = "";
  private boolean lineIsOpen;

  /**
   * @param watched whether a person at a terminal sees it
   */
  ProgressLines(PrintWriter err, boolean watched) {
    this.err = err;
    this.watched = watched;
  }

  @Override
  public synchronized void step(String what) {
    if (lineIsOpen) {
      err.println();
    }
    step = "%5.1f s  %s".formatted((System.nanoTime() - began) / 1e9, what);
    err.print(step);
    lineIsOpen = watched;
    if (!watched) {
      err.println();
    }
    err.flush();
  }

  @Override
  public synchronized void percent(int done) {
    if (lineIsOpen) {
      err.print("\r" + step + "  " + done + " %");
      err.flush();
    }
  }

  /** To be called after the last step. */
  synchronized void end() {
    if (lineIsOpen) {
      err.println();
      err.flush();
      lineIsOpen = false;
    }
  }
}
