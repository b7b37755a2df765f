package org.manakin.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.manakin.host.HostPlan;
import org.manakin.host.NicPlan;
import org.manakin.host.VmPlan;
import org.manakin.lab.qemu.PlannedNics;
import org.manakin.lab.qemu.QemuCommand;

/** What a user is told about a host and how its machines are started. */
final class HostText {
  private HostText() {}

  /** One line on what a host file has. */
  static String summary(HostPlan plan) {
    return "host %s: %s, %s, %s, %s, %s"
        .formatted(
            plan.name(),
            counted(plan.networks(), "network"),
            counted(plan.vms(), "machine"),
            counted(plan.nics(), "NIC"),
            plan.policies().size() == 1 ? "1 policy" : plan.policies().size() + " policies",
            counted(plan.uplinks(), "uplink"));
  }

  private static String counted(List<?> list, String what) {
    return list.size() + " " + what + (list.size() == 1 ? "" : "s");
  }

  /** A machine: a line for each of its NICs, then the options of QEMU. */
  static String machine(HostPlan plan, VmPlan vm) {
    String nics =
        plan.nicsOf(vm.name()).stream().map(HostText::nic).collect(Collectors.joining("\n"));
    QemuCommand qemu = AttachText.sharedMemory();
    vm.qmp().ifPresent(qemu::monitor);
    PlannedNics.of(plan, vm.name()).forEach(qemu::nic);
    return vm.name() + ":\n" + AttachText.indented(nics + "\n" + qemu.toShell());
  }

  private static String nic(NicPlan nic) {
    Optional<String> legs =
        nic.adapter()
            .map(vf -> "VF of " + AttachText.plural(vf.queues(), "queue pair"))
            .map(vf -> vf + nic.synthetic().map(s -> " and synthetic NIC").orElse(""));
    return "%s: %s, network %s, %s"
        .formatted(nic.name(), nic.mac(), nic.network(), legs.orElse("synthetic NIC"));
  }
}
