package org.manakin.adapter;

import org.manakin.adapter.ethernet.EthernetConfig;

/**
 * How an adapter is made.
 *
 * @param name by which the host and its user know the adapter
 */
public record AdapterConfig(String name, EthernetConfig ethernet) {}
