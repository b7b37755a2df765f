package org.manakin.driver;

import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.gdma.HwcInitData;

/** What the device announces of its HWC in the initial events. Filled once, then read only. */
public final class HwcParameters {
  private static final int TYPES = HwcInitData.PF_DEST_CQ_ID + 1;
  private static final int[] NEEDED = {
    HwcInitData.CQID,
    HwcInitData.RQID,
    HwcInitData.SQID,
    HwcInitData.MAX_NUM_CQS,
    HwcInitData.PDID,
    HwcInitData.GPA_MKEY
  };

  private final int[] values = new int[TYPES];
  private int seen;
  private int eqId = -1;
  private int doorbellPage = -1;
  private boolean done;

  HwcParameters() {}

  /** Takes one of the three kinds of initial events. */
  void accept(int type, int data) {
    switch (type) {
      case EqeType.HWC_INIT_EQ_ID_DB -> {
        eqId = Eqe.INIT_EQ_ID.of(data);
        doorbellPage = Eqe.INIT_DB_ID.of(data);
      }
      case EqeType.HWC_INIT_DATA -> {
        int name = Eqe.DATA_TYPE.of(data);
        if (eqId < 0) {
          throw new DriverException("HWC_INIT_DATA came before HWC_INIT_EQ_ID_DB");
        }
        if (name < TYPES) {
          values[name] = Eqe.DATA_VALUE.of(data);
          seen |= 1 << name;
        }
      }
      case EqeType.HWC_INIT_DONE -> finish();
      default -> throw new DriverException("event of type " + type + " during HWC bootstrap");
    }
  }

  private void finish() {
    for (int name : NEEDED) {
      if ((seen & 1 << name) == 0) {
        throw new DriverException("HWC_INIT_DONE came before HWC_INIT_DATA of type " + name);
      }
    }
    if (cqId() >= maxCqs()) {
      throw new DriverException(
          "the HWC's CQ id %d is not below the bound of %d".formatted(cqId(), maxCqs()));
    }
    done = true;
  }

  boolean done() {
    return done;
  }

  public int eqId() {
    return eqId;
  }

  public int doorbellPage() {
    return doorbellPage;
  }

  public int cqId() {
    return values[HwcInitData.CQID];
  }

  public int rqId() {
    return values[HwcInitData.RQID];
  }

  public int sqId() {
    return values[HwcInitData.SQID];
  }

  /** Requests that the device could hold at once; this driver sends one. */
  public int queueDepth() {
    return values[HwcInitData.QUEUE_DEPTH];
  }

  public int maxRequestBytes() {
    return values[HwcInitData.MAX_REQUEST];
  }

  public int maxResponseBytes() {
    return values[HwcInitData.MAX_RESPONSE];
  }

  /** Every CQ id of the function is below it. */
  public int maxCqs() {
    return values[HwcInitData.MAX_NUM_CQS];
  }

  public int pdid() {
    return values[HwcInitData.PDID];
  }

  public int gpaMkey() {
    return values[HwcInitData.GPA_MKEY];
  }
}
