package org.manakin.wire.gdma;

import org.manakin.wire.Bits;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * An event queue entry, written by the device, its last byte last (GDMA specification, EQE and
 * owner phase; asynchronous events).
 */
public final class Eqe {
  public static final Layout LAYOUT = Layout.of("EQE");
  public static final U32 DETAILS0 = LAYOUT.u32("details0");

  /** {@link EqeType#COMPLETION} */
  public static final Bits CQ_ID = LAYOUT.bits(DETAILS0, "cq_id", 0, 24);

  /** {@link EqeType#HWC_INIT_EQ_ID_DB} */
  public static final Bits INIT_EQ_ID = LAYOUT.bits(DETAILS0, "init_eq_id", 0, 16);

  /** {@link EqeType#HWC_INIT_EQ_ID_DB}: doorbell page. */
  public static final Bits INIT_DB_ID = LAYOUT.bits(DETAILS0, "init_db_id", 16, 16);

  /** {@link EqeType#HWC_INIT_DATA} and {@link EqeType#HWC_SOC_RECONFIG_DATA} */
  public static final Bits DATA_VALUE = LAYOUT.bits(DETAILS0, "data_value", 0, 24);

  /** {@link HwcInitData} or {@link ReconfigData} */
  public static final Bits DATA_TYPE = LAYOUT.bits(DETAILS0, "data_type", 24, 8);

  /** {@link EqeType#HWC_SOC_SERVICE} */
  public static final Bits SERVICE_VALUE = LAYOUT.bits(DETAILS0, "service_value", 0, 28);

  /** {@link ServiceType} */
  public static final Bits SERVICE_TYPE = LAYOUT.bits(DETAILS0, "service_type", 28, 4);

  /** {@link EqeType#HWC_RESET_REQUEST} */
  public static final Bits REVOKE_VTL0_VF = LAYOUT.bits(DETAILS0, "revoke_vtl0_vf", 0, 1);

  public static final U32 DETAILS1 = LAYOUT.u32("details1");
  public static final U32 DETAILS2 = LAYOUT.u32("details2");
  public static final U32 EQE_INFO = LAYOUT.u32("eqe_info");

  /** {@link EqeType} */
  public static final Bits TYPE = LAYOUT.bits(EQE_INFO, "type", 0, 8);

  public static final Bits CLIENT_ID = LAYOUT.bits(EQE_INFO, "client_id", 16, 2);

  /** Phase, as in {@link Cqe#OWNER}. */
  public static final Bits OWNER = LAYOUT.bits(EQE_INFO, "owner", 29, 3);

  public static final int SIZE = LAYOUT.size();

  private Eqe() {}
}
