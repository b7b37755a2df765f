package org.manakin.driver;

/**
 * What QUERY_LINK_CONFIG says of a vPort's link.
 *
 * @param maxMbps the most the vPort may have
 * @param unconfigured whether the device has no such limits
 * @param currentMbps what is configured now
 */
public record LinkConfig(int maxMbps, boolean unconfigured, int currentMbps) {}
