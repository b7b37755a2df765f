package org.manakin.adapter;

import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.adapter.gdma.Limits;

/**
 * How an adapter is made.
 *
 * @param name by which the host and its user know the adapter
 */
public record AdapterConfig(String name, EthernetConfig ethernet) {

  /** Vectors of the MSI-X table. */
  public int vectors() {
    return limits().vectors();
  }

  Limits limits() {
    return Limits.of(ethernet.vports(), ethernet.queues());
  }
}
