package org.manakin.adapter.gdma;

/**
 * How many objects the function offers, as QUERY_MAX_RESOURCES reports them and as the tables
 * enforce.
 *
 * @param vectors MSI-X vectors including the one of the hardware channel
 * @param doorbellPages pages in BAR 0, page 0 being the hardware channel's
 */
public record Limits(
    int sqs, int rqs, int cqs, int eqs, int vectors, int doorbellPages, int regions) {
  /**
   * DMA pages that one function may describe at once; at 8 bytes each this bounds what a guest can
   * make the host remember.
   */
  public static final int REGION_PAGES = 1 << 20;

  /**
   * Enough for {@code vports} vPorts of {@code queues} queue pairs each, and for the hardware
   * channel.
   */
  public static Limits of(int vports, int queues) {
    int pairs = vports * queues;
    return new Limits(
        pairs + 1, pairs + 1, 2 * pairs + 2, pairs + 2, Math.max(pairs, 1) + 1, 16, 4096);
  }
}
