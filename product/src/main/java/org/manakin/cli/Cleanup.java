package org.manakin.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes something if the process is told to end (Ctrl-C, SIGTERM) before this is closed. Then the
 * exit code is the signal's, or the one that was set.
 */
final class Cleanup implements Closeable {
  private static final int UNSET = -1;

  private final Deque<Closeable> owned = new ConcurrentLinkedDeque<>();
  private final Thread hook = new Thread(this::signalled, "cleanup");
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile int exitCode = UNSET;

  private Cleanup(Closeable owned) {
    this.owned.add(owned);
  }

  static Cleanup of(Closeable owned) {
    Cleanup cleanup = new Cleanup(owned);
    Runtime.getRuntime().addShutdownHook(cleanup.hook);
    return cleanup;
  }

  /** Closes that as well, and before the others. */
  void also(Closeable more) {
    owned.addFirst(more);
  }

  /** From now on a signal is the ordinary end, with this exit code. */
  void exitCode(int code) {
    exitCode = code;
  }

  private void signalled() {
    if (over.get()) {
      return;
    }
    for (Closeable one : owned) {
      try {
        one.close();
      } catch (IOException e) {
        System.err.println("manakin: " + e.getMessage());
      }
    }
    if (exitCode != UNSET) {
      Runtime.getRuntime().halt(exitCode);
    }
  }

  @Override
  public void close() {
    over.set(true);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook has run or found that it is over.
    }
  }
}
