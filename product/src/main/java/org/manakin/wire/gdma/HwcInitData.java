package org.manakin.wire.gdma;

/** Types of {@link EqeType#HWC_INIT_DATA} (GDMA specification, init events). */
public final class HwcInitData {
  public static final int CQID = 1;
  public static final int RQID = 2;
  public static final int SQID = 3;
  public static final int QUEUE_DEPTH = 4;

  /** Bytes. */
  public static final int MAX_REQUEST = 5;

  /** Bytes. */
  public static final int MAX_RESPONSE = 6;

  /** Every CQ id of the function is below it. */
  public static final int MAX_NUM_CQS = 7;

  public static final int PDID = 8;
  public static final int GPA_MKEY = 9;
  public static final int PF_DEST_RQ_ID = 10;
  public static final int PF_DEST_CQ_ID = 11;

  private HwcInitData() {}
}
