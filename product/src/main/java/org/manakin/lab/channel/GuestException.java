package org.manakin.lab.channel;

import org.manakin.lab.provision.LabException;

/** A guest did not do what it was asked: it hangs, crashed or is gone. */
public final class GuestException extends LabException {
  private static final long serialVersionUID = 1L;

  public GuestException(String message) {
    super(message);
  }

  public GuestException(String message, Throwable cause) {
    super(message, cause);
  }
}
