package org.manakin.driver;

import org.manakin.wire.gdma.Status;

/** The device answered a management command with a status other than success. */
public final class CommandFailedException extends DriverException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final int status;

  CommandFailedException(String command, int code, int status) {
    super(
        "%s (0x%x) was refused with status 0x%x%s"
            .formatted(
                command,
                code,
                status,
                status == Status.CMD_UNSUPPORTED ? ": not a command it knows" : ""));
    this.code = code;
    this.status = status;
  }

  /** The command's message code. */
  public int code() {
    return code;
  }

  /** The status of the response header. */
  public int status() {
    return status;
  }

  public boolean unsupported() {
    return status == Status.CMD_UNSUPPORTED;
  }
}
