package org.manakin.wire.mana;

/** Values of {@link RxCqe#CQE_TYPE} (Ethernet specification, RX CQE types). */
public final class RxCqeType {
  public static final int OKAY = 1;

  /** Only if enabled; the j-th packet uses the j-th next WQE. */
  public static final int COALESCED_4 = 2;

  /** Answers {@link ManaCommand#FENCE_RQ}; uses no WQE. */
  public static final int OBJECT_FENCE = 3;

  /** Uses a WQE. */
  public static final int TRUNCATED = 4;

  /** Only if enabled and offered. */
  public static final int COALESCED_8 = 7;

  private RxCqeType() {}
}
