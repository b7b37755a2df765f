package org.manakin.vswitch;

import java.util.List;

/**
 * Who is in a network and by which addresses, at one time. Immutable: a change makes another.
 *
 * @param macs endpoints by MAC address
 * @param ipv4 endpoints by assigned IPv4 address
 * @param ipv6 endpoints by assigned IPv6 address
 */
record ForwardingTable(
    Endpoint[] endpoints,
    SwitchUplink[] uplinks,
    EndpointIndex macs,
    EndpointIndex ipv4,
    EndpointIndex ipv6) {

  /** No two endpoints have the same address. */
  static ForwardingTable of(List<Endpoint> endpoints, List<SwitchUplink> uplinks) {
    int addresses = endpoints.stream().mapToInt(e -> e.addresses().count()).sum();
    var table =
        new ForwardingTable(
            endpoints.toArray(Endpoint[]::new),
            uplinks.toArray(SwitchUplink[]::new),
            new EndpointIndex(endpoints.size()),
            new EndpointIndex(addresses),
            new EndpointIndex(addresses));
    for (Endpoint endpoint : endpoints) {
      table.macs.put(0, endpoint.mac(), endpoint);
      endpoint.addresses().enter(table.ipv4, table.ipv6, endpoint);
    }
    return table;
  }
}
