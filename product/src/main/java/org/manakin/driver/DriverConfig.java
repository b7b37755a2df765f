package org.manakin.driver;

/**
 * Which driver this driver plays: the capabilities it announces and the versions of the messages it
 * sends. The named ones speak as the drivers of those systems do, so that an adapter can be tried
 * against each without booting it.
 *
 * @param name what the driver calls itself in VERIFY_VF_DRIVER_VERSION
 * @param osType operating system type of VERIFY_VF_DRIVER_VERSION: 0x10 Linux, 0x30 other, 0x60
 *     OpenHCL
 * @param capabilities driver capability flags announced
 * @param queryHwcTimeout whether QUERY_HWC_TIMEOUT is sent to a device that offers it
 * @param queryBeforeRegister whether QUERY_DEV_CONFIG is also sent before REGISTER_DEVICE
 * @param eqsPerPort whether each vPort has event queues of its own, made when it opens; otherwise
 *     the queues of all vPorts share one set
 * @param testsEqs whether each EQ is tried with GENERATE_TEST_EQE when it is made and before it
 *     goes
 * @param fences whether RQs are fenced after each steering change and before they go
 * @param devConfigVersion highest QUERY_DEV_CONFIG response understood, 1 to 4
 * @param gfStatVersion highest QUERY_GF_STAT response understood, 1 or 2
 * @param wqObjectVersion CREATE_WQ_OBJ request version, 1 or 3
 * @param wqObjectResponseVersion highest CREATE_WQ_OBJ response understood, 1 or 2
 * @param steeringVersion CONFIG_VPORT_RX request version, 1, 2 or 5
 * @param steeringResponseVersion highest CONFIG_VPORT_RX response understood, 1 or 2
 * @param timeoutMillis how long a command, or a step of the bootstrap, may take
 */
public record DriverConfig(
    String name,
    int osType,
    long capabilities,
    boolean queryHwcTimeout,
    boolean queryBeforeRegister,
    boolean eqsPerPort,
    boolean testsEqs,
    boolean fences,
    int devConfigVersion,
    int gfStatVersion,
    int wqObjectVersion,
    int wqObjectResponseVersion,
    int steeringVersion,
    int steeringResponseVersion,
    int timeoutMillis) {

  private static final int OS_LINUX = 0x10;
  private static final int OS_OTHER = 0x30;
  private static final int OS_OPENHCL = 0x60;
  private static final int DEFAULT_TIMEOUT = 30_000;

  /** Everything that this driver can do, in the newest message versions. */
  public static DriverConfig full() {
    return new DriverConfig(
        "Manakin",
        OS_OTHER,
        0x527E686DL,
        true,
        false,
        true,
        true,
        true,
        4,
        2,
        3,
        2,
        5,
        2,
        DEFAULT_TIMEOUT);
  }

  /** Linux 6.1 and 6.12, as stable releases maintain them. */
  public static DriverConfig linux612() {
    return new DriverConfig(
        "Linux",
        OS_LINUX,
        0x82DL,
        true,
        false,
        false,
        true,
        true,
        2,
        2,
        1,
        1,
        2,
        1,
        DEFAULT_TIMEOUT);
  }

  /** The first 6.1 release. */
  public static DriverConfig linux61() {
    return new DriverConfig(
        "Linux",
        OS_LINUX,
        0x1L,
        false,
        false,
        false,
        true,
        true,
        1,
        1,
        1,
        1,
        1,
        1,
        DEFAULT_TIMEOUT);
  }

  /** Linux 7.3. */
  public static DriverConfig linux73() {
    return new DriverConfig(
        "Linux",
        OS_LINUX,
        0x527E686DL,
        true,
        true,
        true,
        true,
        true,
        3,
        2,
        3,
        2,
        5,
        2,
        DEFAULT_TIMEOUT);
  }

  /** FreeBSD's driver. */
  public static DriverConfig freeBsd() {
    return new DriverConfig(
        "", 0, 0L, false, false, false, true, false, 1, 1, 1, 1, 1, 1, DEFAULT_TIMEOUT);
  }

  /** OpenVMM's user-mode driver. */
  public static DriverConfig openVmm() {
    return new DriverConfig(
        "OpenHCL",
        OS_OPENHCL,
        0x08014068L,
        false,
        false,
        true,
        false,
        false,
        4,
        1,
        1,
        1,
        1,
        1,
        10_000);
  }

  /** The same, but with other patience. */
  public DriverConfig withTimeoutMillis(int millis) {
    return new DriverConfig(
        name,
        osType,
        capabilities,
        queryHwcTimeout,
        queryBeforeRegister,
        eqsPerPort,
        testsEqs,
        fences,
        devConfigVersion,
        gfStatVersion,
        wqObjectVersion,
        wqObjectResponseVersion,
        steeringVersion,
        steeringResponseVersion,
        millis);
  }
}
