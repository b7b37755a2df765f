package org.manakin.host.servicing;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What is asked of a machine's QEMU. Any thread; each method is a question over a socket. {@link
 * org.manakin.attach.qmp.QmpException} tells refusals from lost connections.
 */
public interface Monitor extends Closeable {
  /** Where a migration is. */
  enum Migration {
    /** There was none yet. */
    NONE,
    /** It begins. */
    SETUP,
    /** It waits for the guest to eject. */
    WAIT_UNPLUG,
    /** It runs: everything that was to be unplugged is. */
    ACTIVE,
    /** It is being cancelled. */
    CANCELLING,
    CANCELLED,
    FAILED,
    COMPLETED,
    /** In one of the stages that ours never come to. */
    OTHER;

    /** Whether QEMU is done with it, one way or the other. */
    boolean over() {
      return this == NONE || this == CANCELLED || this == FAILED || this == COMPLETED;
    }
  }

  /** How a machine's monitor is reached. */
  @FunctionalInterface
  interface Source {
    /**
     * Connects.
     *
     * @throws org.manakin.attach.qmp.QmpException if somebody listens and does not answer
     * @throws IOException if nobody listens: QEMU does not run
     */
    Monitor open() throws IOException;
  }

  /** Whether the machine's processors run: it is not paused, has not crashed and not shut down. */
  boolean machineRuns() throws IOException;

  Migration migration() throws IOException;

  /** Begins a migration to a UNIX socket that listens. Changes parameters of migrations. */
  void migrate(Path socket) throws IOException;

  /** Cancels the migration; returns before it is cancelled. Never while it waits for the guest. */
  void cancel() throws IOException;

  /** Puts back what {@link #migrate} has changed; to be called when the migration is over. */
  void forget() throws IOException;

  /**
   * Run by another thread when QEMU has asked a guest to eject; must not wait. The last one given
   * counts.
   */
  void onUnplugAsked(Runnable listener);

  /** Whether the connection has ended. */
  boolean ended();
}
