package org.manakin.vswitch;

import java.util.List;
import java.util.OptionalInt;
import org.manakin.vswitch.policy.Prefix;

/**
 * What a network is: the endpoints in it reach each other, and nothing of another network.
 *
 * @param name unique in the switch
 * @param vni the network's number, 0 to 2^24 - 1, unique in the switch
 * @param vlan the VLAN id that its frames have on trunk uplinks, 1 to 4094, unique in the switch;
 *     without one it is on no trunk
 * @param subnets that assigned addresses belong to, link-local ones aside; none: any address
 */
public record NetworkSpec(String name, int vni, OptionalInt vlan, List<Prefix> subnets) {
  private static final int MOST_VNI = (1 << 24) - 1;
  static final int MOST_VLAN = 4094;

  public NetworkSpec {
    if (vni < 0 || vni > MOST_VNI) {
      throw new IllegalArgumentException(
          "network '%s': a VNI is 0 to %d, not %d".formatted(name, MOST_VNI, vni));
    }
    if (vlan.isPresent() && (vlan.getAsInt() < 1 || vlan.getAsInt() > MOST_VLAN)) {
      throw new IllegalArgumentException(
          "network '%s': a VLAN id is 1 to %d, not %d".formatted(name, MOST_VLAN, vlan.getAsInt()));
    }
    subnets = List.copyOf(subnets);
  }
}
