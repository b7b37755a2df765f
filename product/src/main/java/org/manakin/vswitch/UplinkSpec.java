package org.manakin.vswitch;

import java.util.Optional;

/**
 * What an uplink carries: the frames of one network as they are (access), or those of every network
 * that has a VLAN, each with its tag (trunk).
 *
 * @param name unique in the switch
 * @param network the network of an access uplink; none for a trunk
 */
public record UplinkSpec(String name, Optional<String> network) {

  /** Frames of {@code network}, untouched: a TAP of its own, or the network's VNI of a VXLAN. */
  public static UplinkSpec access(String name, String network) {
    return new UplinkSpec(name, Optional.of(network));
  }

  /** Frames of all networks that have a VLAN, tagged. */
  public static UplinkSpec trunk(String name) {
    return new UplinkSpec(name, Optional.empty());
  }

  public boolean isTrunk() {
    return network.isEmpty();
  }
}
