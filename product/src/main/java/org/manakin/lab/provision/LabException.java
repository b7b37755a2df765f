package org.manakin.lab.provision;

import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** The environment refused something a guest needs. The message names the remedy. */
public class LabException extends IOException {
  private static final long serialVersionUID = 1L;

  public LabException(String message) {
    super(message);
  }

  public LabException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What made a future fail. */
  public static Throwable causeOf(ExecutionException failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : cause;
  }
}
