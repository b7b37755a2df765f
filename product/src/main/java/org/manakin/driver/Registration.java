package org.manakin.driver;

/**
 * What REGISTER_DEVICE gives a client.
 *
 * @param pdid protection domain of all the client's queues
 * @param gpaMkey memory key for every bus address
 * @param doorbellPage index of the client's doorbell page
 */
public record Registration(int pdid, int gpaMkey, int doorbellPage) {}
