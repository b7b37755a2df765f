package org.manakin.driver;

/**
 * The counters of the physical port, as QUERY_PHY_STAT gives them; the arrays are indexed by
 * traffic class, 0 to 7.
 */
public record PhyStatistics(
    long rxDrops,
    long txDrops,
    long[] rxPackets,
    long[] txPackets,
    long[] rxBytes,
    long[] txBytes,
    long[] rxPauses,
    long[] txPauses) {}
