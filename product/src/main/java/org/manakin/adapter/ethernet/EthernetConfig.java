package org.manakin.adapter.ethernet;

import org.manakin.packet.MacAddress;

/**
 * What the Ethernet function offers.
 *
 * @param vports 1 to {@value #MAX_VPORTS}
 * @param queues queue pairs per vPort, 1 to {@value #MAX_QUEUES}
 * @param mac of vPort 0; vPort i has this plus i
 * @param mtu largest IP packet, {@value #MIN_MTU} to {@value #MAX_MTU} bytes
 * @param speedMbps link speed that drivers report, in Mbit/s
 * @param indirection entries of the RSS table, a power of two up to 256, which is what fits a
 *     command
 * @param sourceCheck whether frames with a foreign source address are refused, as Azure does
 * @param vlanAllowed whether a guest may send tagged frames
 */
public record EthernetConfig(
    int vports,
    int queues,
    MacAddress mac,
    int mtu,
    int speedMbps,
    int indirection,
    boolean sourceCheck,
    boolean vlanAllowed) {
  public static final int MAX_VPORTS = 16;
  public static final int MAX_QUEUES = 64;
  public static final int MIN_MTU = 68;
  public static final int MAX_MTU = 9000;
  private static final int DEFAULT_MTU = 9000;
  private static final int DEFAULT_SPEED_MBPS = 200_000;
  private static final int DEFAULT_QUEUES = 16;
  private static final int DEFAULT_INDIRECTION = 64;
  private static final int ETHERNET_HEADER = 14;

  public EthernetConfig {
    check("vports", vports, 1, MAX_VPORTS);
    check("queues", queues, 1, MAX_QUEUES);
    check("mtu", mtu, MIN_MTU, MAX_MTU);
    check("speed", speedMbps, 1, Integer.MAX_VALUE);
    check("indirection", indirection, 1, 256);
    if (Integer.bitCount(indirection) != 1) {
      throw new IllegalArgumentException("indirection must be a power of two, not " + indirection);
    }
    if (mac.isMulticast()) {
      throw new IllegalArgumentException("mac " + mac + " is a multicast address");
    }
  }

  /**
   * One vPort with 16 queue pairs, MTU 9000, 200 Gbit/s, source addresses checked, VLANs allowed.
   */
  public static EthernetConfig of(MacAddress mac) {
    return new EthernetConfig(
        1, DEFAULT_QUEUES, mac, DEFAULT_MTU, DEFAULT_SPEED_MBPS, DEFAULT_INDIRECTION, true, true);
  }

  public EthernetConfig withVports(int n) {
    return new EthernetConfig(
        n, queues, mac, mtu, speedMbps, indirection, sourceCheck, vlanAllowed);
  }

  public EthernetConfig withQueues(int n) {
    return new EthernetConfig(
        vports, n, mac, mtu, speedMbps, indirection, sourceCheck, vlanAllowed);
  }

  public EthernetConfig withMtu(int bytes) {
    return new EthernetConfig(
        vports, queues, mac, bytes, speedMbps, indirection, sourceCheck, vlanAllowed);
  }

  public EthernetConfig withSpeed(int mbps) {
    return new EthernetConfig(
        vports, queues, mac, mtu, mbps, indirection, sourceCheck, vlanAllowed);
  }

  public EthernetConfig withIndirection(int entries) {
    return new EthernetConfig(
        vports, queues, mac, mtu, speedMbps, entries, sourceCheck, vlanAllowed);
  }

  public EthernetConfig withSourceCheck(boolean on) {
    return new EthernetConfig(vports, queues, mac, mtu, speedMbps, indirection, on, vlanAllowed);
  }

  public EthernetConfig withVlanAllowed(boolean allowed) {
    return new EthernetConfig(
        vports, queues, mac, mtu, speedMbps, indirection, sourceCheck, allowed);
  }

  /** Longest frame without FCS and tag, as QUERY_DEV_CONFIG reports it. */
  public int maxFrame() {
    return mtu + ETHERNET_HEADER;
  }

  private static void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s must be %d to %d, not %d".formatted(name, min, max, value));
    }
  }
}
