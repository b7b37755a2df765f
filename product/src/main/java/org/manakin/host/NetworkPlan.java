package org.manakin.host;

import java.util.List;
import java.util.OptionalInt;
import org.manakin.vswitch.policy.Prefix;

/**
 * A virtual network: NICs in it reach each other, and nothing of another network.
 *
 * @param name unique in the host
 * @param vni the network's number, 0 to 2^24 - 1, unique in the host
 * @param vlan the tag that its frames have on a trunk, 1 to 4094
 * @param subnets that the addresses in it belong to; none: any address may be given
 */
public record NetworkPlan(String name, int vni, OptionalInt vlan, List<Prefix> subnets) {
  public NetworkPlan {
    subnets = List.copyOf(subnets);
  }
}
