package org.manakin.wire.gdma;

/** Command codes of the GDMA layer, below 0x10000 (GDMA specification, GDMA requests). */
public final class GdmaCommand {
  public static final int VERIFY_VF_DRIVER_VERSION = 1;
  public static final int QUERY_MAX_RESOURCES = 2;
  public static final int LIST_DEVICES = 3;
  public static final int REGISTER_DEVICE = 4;
  public static final int DEREGISTER_DEVICE = 5;
  public static final int GENERATE_TEST_EQE = 10;
  public static final int GENERATE_RESET_REQUEST_EQE = 11;
  public static final int CREATE_QUEUE = 12;
  public static final int DISABLE_QUEUE = 13;
  public static final int ALLOCATE_RESOURCE_RANGE = 22;
  public static final int DESTROY_RESOURCE_RANGE = 24;
  public static final int CREATE_DMA_REGION = 25;
  public static final int DMA_REGION_ADD_PAGES = 26;
  public static final int DESTROY_DMA_REGION = 27;
  public static final int CREATE_PD = 29;
  public static final int DESTROY_PD = 30;
  public static final int CREATE_MR = 31;
  public static final int DESTROY_MR = 32;
  public static final int CHANGE_MSIX_FOR_EQ = 81;
  public static final int QUERY_HWC_TIMEOUT = 84;
  public static final int ALLOC_DM = 96;
  public static final int DESTROY_DM = 97;

  private GdmaCommand() {}
}
