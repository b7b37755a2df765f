package org.manakin.attach.vhostuser;

/**
 * What a synthetic NIC is.
 *
 * @param queuePairs the most that a guest may use; QEMU's netdev may ask for as many or fewer
 * @param mtu the longest IP packet in bytes that the guest may send
 */
public record SyntheticConfig(int queuePairs, int mtu) {
  /** As many as the rings of a message can number. */
  public static final int MOST_QUEUE_PAIRS = 64;

  public static final int LEAST_MTU = 68;
  public static final int MOST_MTU = 9_216;

  public SyntheticConfig {
    if (queuePairs < 1 || queuePairs > MOST_QUEUE_PAIRS) {
      throw new IllegalArgumentException(
          "%d queue pairs; 1 to %d are possible".formatted(queuePairs, MOST_QUEUE_PAIRS));
    }
    if (mtu < LEAST_MTU || mtu > MOST_MTU) {
      throw new IllegalArgumentException(
          "an MTU of %d; %d to %d are possible".formatted(mtu, LEAST_MTU, MOST_MTU));
    }
  }
}
