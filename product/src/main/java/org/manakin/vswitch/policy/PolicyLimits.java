package org.manakin.vswitch.policy;

/**
 * What policy may keep in memory. Tables start small and grow up to these.
 *
 * @param connections tracked at one endpoint; 128 bytes each
 * @param flows remembered for one ingress; 136 bytes each, a power of two
 * @param fragmented IP packets of which one ingress knows at once what their first fragment was
 *     told, a power of two
 */
public record PolicyLimits(int connections, int flows, int fragmented) {
  private static final int MOST = 1 << 22;
  private static final int FLOWS_AT_LEAST = 8;

  /** 131,072 connections (16 MiB), 262,144 flows (34 MiB), 256 fragmented packets. */
  public static final PolicyLimits DEFAULT = new PolicyLimits(1 << 17, 1 << 18, 1 << 8);

  public PolicyLimits {
    if (connections < 1 || connections > MOST) {
      throw new IllegalArgumentException(
          connections + " connections cannot be tracked; 1 to " + MOST);
    }
    if (flows < FLOWS_AT_LEAST || flows > MOST || Integer.bitCount(flows) != 1) {
      throw new IllegalArgumentException(
          "room for %d flows; a power of two within %d and %d is needed"
              .formatted(flows, FLOWS_AT_LEAST, MOST));
    }
    if (fragmented < 1 || fragmented > MOST || Integer.bitCount(fragmented) != 1) {
      throw new IllegalArgumentException(
          "room for %d fragmented packets; a power of two up to %d is needed"
              .formatted(fragmented, MOST));
    }
  }
}
