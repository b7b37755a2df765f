package org.manakin.host;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.manakin.packet.MacAddress;

/**
 * A NIC of a machine: one endpoint of the switch with a VF, a synthetic NIC or both.
 *
 * @param name unique in the host; also the id of the VF's QEMU device, and with {@link
 *     #SYNTHETIC_SUFFIX} that of the synthetic NIC's
 * @param vm the machine's name
 * @param network the network's name
 * @param mac the same for both legs; unique in its network
 * @param addresses that are assigned to it, inside the network's subnets
 * @param adapter the VF; at least one of the two is there
 * @param synthetic the synthetic NIC
 * @param policy the name of the policy that its traffic passes; without one everything may
 * @param egressBitsPerSecond what it may send; 0: unmetered
 */
public record NicPlan(
    String name,
    String vm,
    String network,
    MacAddress mac,
    List<InetAddress> addresses,
    Optional<VfPlan> adapter,
    Optional<SyntheticPlan> synthetic,
    Optional<String> policy,
    long egressBitsPerSecond) {
  /** Behind the NIC's name: the QEMU id of its synthetic NIC. */
  public static final String SYNTHETIC_SUFFIX = "-syn";

  public NicPlan {
    addresses = List.copyOf(addresses);
  }

  /**
   * The adapter.
   *
   * @param socket where QEMU finds it over vfio-user
   * @param queues queue pairs, 1 to 64
   * @param mtu largest IP packet in bytes
   */
  public record VfPlan(Path socket, int queues, int mtu) {}

  /**
   * The synthetic NIC.
   *
   * @param socket where QEMU finds it over vhost-user: we listen
   * @param queues queue pairs
   * @param mtu largest IP packet in bytes
   */
  public record SyntheticPlan(Path socket, int queues, int mtu) {}

  /** Whether the machine is to have the two as a failover pair. */
  public boolean isPair() {
    return adapter.isPresent() && synthetic.isPresent();
  }
}
