package org.manakin.driver;

/** The device did not do what the driver needs; the message names the step and what to look at. */
public class DriverException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DriverException(String message) {
    super(message);
  }
}
