package org.manakin.driver;

/**
 * What QUERY_DEV_CONFIG says of the Ethernet function.
 *
 * @param version of the response
 * @param capabilities capability flags of the function
 * @param vports number of vPorts
 * @param maxEqs advisory
 * @param maxFrame bytes of the largest frame, Ethernet header included; 1514 where the device does
 *     not say
 * @param linkMbps link speed, 0 where the device does not say
 */
public record AdapterConfig(
    int version, long capabilities, int vports, int maxEqs, int maxFrame, int linkMbps) {}
