package org.manakin.wire.gdma;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The bits add up to the values that drivers were seen to send. */
class DriverCapabilityTest {
  private static final long LINUX_6_12 =
      DriverCapability.EQ_SHARING_MULTI_VPORT
          | DriverCapability.NAPI_WKDONE_FIX
          | DriverCapability.HWC_TIMEOUT_RECONFIG
          | DriverCapability.VARIABLE_INDIRECTION_TABLE_SUPPORT
          | DriverCapability.DEV_LIST_HOLES_SUP;

  @Test
  void linux612() {
    assertThat(LINUX_6_12).isEqualTo(0x82d);
  }

  @Test
  void linux73() {
    assertThat(
            LINUX_6_12
                | DriverCapability.HW_VPORT_LINK_AWARE
                | DriverCapability.DYNAMIC_IRQ_ALLOC_SUPPORT
                | DriverCapability.SELF_RESET_ON_EQE
                | DriverCapability.HANDLE_RECONFIG_EQE
                | DriverCapability.HANDLE_STALL_SQ_RECOVERY
                | DriverCapability.EQ_MSI_UNSHARE_MULTI_VPORT
                | DriverCapability.SKB_LINEARIZE
                | DriverCapability.PERIODIC_STATS_QUERY
                | DriverCapability.PROBE_RECOVERY
                | DriverCapability.HWC_TIMEOUT_RECOVERY
                | DriverCapability.DYN_INTERRUPT_MODERATION
                | DriverCapability.NON_CONTIGUOUS_BUFFERS)
        .isEqualTo(0x527e686d);
  }

  @Test
  void openVmm() {
    assertThat(
            DriverCapability.HWC_TIMEOUT_RECONFIG
                | DriverCapability.VARIABLE_INDIRECTION_TABLE_SUPPORT
                | DriverCapability.HW_VPORT_LINK_AWARE
                | DriverCapability.SELF_RESET_ON_EQE
                | DriverCapability.VTL2_REVOKE_SUB_ON_RESET_EQE
                | DriverCapability.VTL2_SELECTIVE_REVOKE_SUB_ON_RESET_EQE)
        .isEqualTo(0x08014068);
  }
}
