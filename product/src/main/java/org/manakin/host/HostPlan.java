package org.manakin.host;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.manakin.vswitch.policy.Policy;

/**
 * What a host is to be: everything its file says, checked, with the defaults filled in. Names are
 * unique in their list and what refers to a name finds it; {@link Host#start} relies on that.
 *
 * @param name of the host; its control socket and messages carry it
 * @param control where the control API listens
 * @param events a TCP address where guests read scheduled events as well, if any
 * @param audit the file that gets a line for each operation; without one, standard error
 */
public record HostPlan(
    String name,
    List<NetworkPlan> networks,
    List<Policy> policies,
    List<VmPlan> vms,
    List<NicPlan> nics,
    List<UplinkPlan> uplinks,
    Path control,
    Optional<InetSocketAddress> events,
    Optional<Path> audit) {
  public HostPlan {
    networks = List.copyOf(networks);
    policies = List.copyOf(policies);
    vms = List.copyOf(vms);
    nics = List.copyOf(nics);
    uplinks = List.copyOf(uplinks);
  }

  /** The NICs of the machine of that name, in the file's order. */
  public List<NicPlan> nicsOf(String vm) {
    return nics.stream().filter(nic -> nic.vm().equals(vm)).toList();
  }
}
