package org.manakin.vswitch;

import java.net.InetAddress;
import java.util.List;
import org.manakin.packet.MacAddress;
import org.manakin.vswitch.policy.Policy;

/**
 * What an endpoint is: a NIC's place in a network.
 *
 * @param name unique in the switch
 * @param network the name of a network of the switch
 * @param mac unique in its network
 * @param addresses the IP addresses assigned to it, unique in its network: what it may send from,
 *     and what the switch answers ARP and ND for; with none only its MAC address is enforced
 * @param policy what it may send and receive at first; {@link Endpoint#policy()} changes it
 * @param egressBitsPerSecond what it may send; 0: unmetered
 */
public record EndpointSpec(
    String name,
    String network,
    MacAddress mac,
    List<InetAddress> addresses,
    Policy policy,
    long egressBitsPerSecond) {
  public EndpointSpec {
    addresses = List.copyOf(addresses);
    if (mac.isMulticast() || mac.value() == 0) {
      throw new IllegalArgumentException(
          "endpoint '%s': %s is no address of a NIC".formatted(name, mac));
    }
    for (InetAddress address : addresses) {
      if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
        throw new IllegalArgumentException(
            "endpoint '%s': %s is no address of a host".formatted(name, address.getHostAddress()));
      }
    }
  }
}
