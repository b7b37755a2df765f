package org.manakin.adapter.gdma;

/**
 * Who owns queues: a protection domain with the key that reaches all guest memory and the doorbell
 * page its queues answer to. REGISTER_DEVICE makes one; the hardware channel has its own.
 *
 * @param pdId number of the protection domain
 * @param gpaKey memory key valid for every bus address
 * @param doorbellPage index of the page in BAR 0
 */
public record Client(int pdId, int gpaKey, int doorbellPage) {}
