package org.manakin.wire.gdma;

/** Types of queues, in GDMA and MANA commands alike. */
public final class QueueType {
  public static final int SQ = 1;
  public static final int RQ = 2;
  public static final int CQ = 3;
  public static final int EQ = 4;

  private QueueType() {}
}
