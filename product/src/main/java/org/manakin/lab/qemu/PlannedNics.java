package org.manakin.lab.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.manakin.host.HostPlan;
import org.manakin.host.NicPlan;

/** The QEMU devices of a machine whose NICs a host serves. */
public final class PlannedNics {
  private PlannedNics() {}

  /**
   * The devices of machine {@code vm}, in the order in which QEMU needs them: where a NIC has both
   * legs, the synthetic one comes first and the VF is its failover primary.
   */
  public static List<Nic> of(HostPlan plan, String vm) {
    List<Nic> nics = new ArrayList<>();
    for (NicPlan nic : plan.nicsOf(vm)) {
      String synthetic = nic.name() + NicPlan.SYNTHETIC_SUFFIX;
      nic.synthetic()
          .ifPresent(leg ->
              nics.add(
                  new Nic.VirtioNet(
                      synthetic,
                      nic.mac().toString(),
                      new Nic.Backend.VhostUser(leg.socket(), leg.queues(), leg.mtu()),
                      nic.isPair())));
      nic.adapter()
          .ifPresent(leg ->
              nics.add(
                  new Nic.VfioUser(
                      nic.name(),
                      leg.socket(),
                      true,
                      nic.isPair() ? Optional.of(synthetic) : Optional.empty())));
    }
    return nics;
  }
}
