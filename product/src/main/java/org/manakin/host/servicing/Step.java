package org.manakin.host.servicing;

/**
 * Something that happened in the course of an operation.
 *
 * @param name short and stable, as in {@code receive-off}
 * @param millis since the operation began
 */
public record Step(String name, double millis) {
  public static final String DATA_PATH_STOPPED = "data-path-stopped";
  public static final String NOTICED = "noticed";
  public static final String DIED = "died";
  public static final String LINK_DOWN = "link-down";
  public static final String LINK_UP = "link-up";
  public static final String SENDS_ON_SYNTHETIC = "sends-on-synthetic";
  public static final String SENDS_ON_VF = "sends-on-vf";
  public static final String MIGRATE = "migrate";
  public static final String UNPLUG_ASKED = "unplug-asked";
  public static final String EVENT = "event";
  public static final String RECEIVE_OFF = "receive-off";
  public static final String RELEASED = "released";
  public static final String REVOKED = "revoked";
  public static final String STUCK = "stuck";
  public static final String CANCEL = "cancel";
  public static final String CANCELLED = "cancelled";
  public static final String CLAIMED = "claimed";
  public static final String RECEIVE_ON = "receive-on";
}
