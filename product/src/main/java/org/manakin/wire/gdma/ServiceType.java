package org.manakin.wire.gdma;

/** Types of {@link EqeType#HWC_SOC_SERVICE} (GDMA specification, asynchronous events). */
public final class ServiceType {
  public static final int RDMA_SUSPEND = 1;
  public static final int RDMA_RESUME = 2;

  private ServiceType() {}
}
