package org.manakin.driver;

/**
 * What QUERY_MAX_RESOURCES grants.
 *
 * @param doorbells doorbell pages
 * @param keys memory keys
 * @param vectors usable interrupt vectors, the HWC's included
 */
public record Resources(int sqs, int rqs, int cqs, int eqs, int doorbells, int keys, int vectors) {}
