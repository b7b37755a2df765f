package org.manakin.cli;

import java.io.IOException;

/** A host did not do what a command asked for. */
final class ControlException extends IOException {
  /** The host refused it in the state that it is in; nothing was done. */
  static final int REFUSED = 3;

  /** No host could be asked. */
  static final int UNREACHABLE = 4;

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  ControlException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  ControlException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
