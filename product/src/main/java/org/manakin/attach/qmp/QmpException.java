package org.manakin.attach.qmp;

import java.io.IOException;

/** A command that did not do what it should. The message names the command and the cause. */
public final class QmpException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What kind of trouble it is. */
  public enum Kind {
    /** QEMU answered with an error: it has done nothing. */
    REFUSED,
    /** No answer within the time: whether it was done is not known. */
    SILENT,
    /** The connection is gone: whether it was done is not known. */
    LOST
  }

  private final Kind kind;

  public QmpException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public QmpException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
