package org.manakin.driver;

/**
 * Hears of what the device announces on the HWC's event queue. Called from {@link ManaDevice#work},
 * on its thread, never from within a command; may send commands.
 */
public interface ServiceListener {
  /** The link of vPort {@code index} came up. */
  default void linkUp(int index) {}

  /** The link of vPort {@code index} went down. */
  default void linkDown(int index) {}

  /**
   * The device asks to be closed and opened again, after a pause.
   *
   * @param data what came with the request; bit 0 is "revoke" for those who know it
   */
  default void resetRequested(int data) {}

  /** The device is about to vanish from its bus and to come back. */
  default void fpgaReconfiguration(int data) {}

  /** A service of the SoC starts or stops: {@code type} 1 RDMA suspend, 2 RDMA resume. */
  default void socService(int type, int value) {}

  /** Commands may take {@code millis} from now on; the driver already does so. */
  default void timeoutChanged(int millis) {}

  /** An event that the driver does not know. */
  default void unknownEvent(int type, int data) {}
}
