package org.manakin.wire.mana;

/** Values of {@link TxCqe#CQE_TYPE} (Ethernet specification, TX completion). */
public final class TxCqeType {
  public static final int OKAY = 32;

  /** Source address not the port's. */
  public static final int SA_DROP = 33;

  public static final int MTU_DROP = 34;
  public static final int INVALID_OOB = 35;
  public static final int INVALID_ETH_TYPE = 36;
  public static final int HDR_PROCESSING_ERROR = 37;
  public static final int VF_DISABLED = 38;
  public static final int VPORT_IDX_OUT_OF_RANGE = 39;
  public static final int VPORT_DISABLED = 40;
  public static final int VLAN_TAGGING_VIOLATION = 41;

  /** The queue stops; Linux does not know it. */
  public static final int GDMA_ERR = 42;

  private TxCqeType() {}
}
