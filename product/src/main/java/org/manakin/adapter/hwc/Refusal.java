package org.manakin.adapter.hwc;

/**
 * A command is refused: the status goes back to the driver, the reason into the adapter's records.
 */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status a value of {@link org.manakin.wire.gdma.Status} other than success
   */
  public Refusal(int status, String reason) {
    super(reason, null, false, false);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
