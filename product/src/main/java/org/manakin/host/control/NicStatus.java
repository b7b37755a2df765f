package org.manakin.host.control;

import java.util.List;
import java.util.Optional;
import org.manakin.host.servicing.VfState;

/**
 * A NIC as it is now.
 *
 * @param mac with colons
 * @param addresses that are assigned to it
 * @param path which leg carries frames towards the guest
 * @param why one line for people on how that came
 * @param vf nothing if it has no VF
 * @param synthetic nothing if it has no synthetic NIC
 * @param policy the name of its policy; nothing if everything is allowed
 * @param egressBitsPerSecond 0: unmetered
 */
public record NicStatus(
    String name,
    String vm,
    String network,
    String mac,
    List<String> addresses,
    Path path,
    String why,
    Optional<Vf> vf,
    Optional<Synthetic> synthetic,
    Optional<String> policy,
    long egressBitsPerSecond) {
  /** Where frames for the guest go. */
  public enum Path {
    VF,
    SYNTHETIC,
    /** They wait for the guest to be ready for the other leg. */
    HELD,
    /** Nowhere: they are counted and dropped. */
    NONE
  }

  /**
   * The VF.
   *
   * @param explanation what the state means here and what can be done, one line
   * @param attached whether a QEMU is connected
   */
  public record Vf(VfState state, String explanation, String socket, boolean attached) {}

  /**
   * The synthetic NIC.
   *
   * @param attached whether a QEMU is connected
   * @param receiving whether the guest's driver has its rings running
   */
  public record Synthetic(String socket, boolean attached, boolean receiving) {}

  public NicStatus {
    addresses = List.copyOf(addresses);
  }
}
