package org.manakin.wire.gdma;

/** Types of {@link EqeType#HWC_SOC_RECONFIG_DATA} (GDMA specification, asynchronous events). */
public final class ReconfigData {
  /** Milliseconds. */
  public static final int HWC_TIMEOUT = 1;

  /** vPort index; Linux switches the carrier of all ports. */
  public static final int LINK_CONNECT = 2;

  /** vPort index; Linux switches the carrier of all ports. */
  public static final int LINK_DISCONNECT = 3;

  private ReconfigData() {}
}
