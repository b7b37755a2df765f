package org.manakin.host.file;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.manakin.host.NetworkPlan;
import org.manakin.host.NicPlan;
import org.manakin.host.VmPlan;
import org.manakin.host.document.Names;
import org.manakin.host.document.Section;
import org.manakin.packet.MacAddress;
import org.manakin.vswitch.policy.Policy;

/** Reads {@code vms} with their NICs. */
final class VmReader {
  private static final int DEFAULT_MTU = 1500;
  private static final int DEFAULT_VF_QUEUES = 4;
  private static final long MEGABIT = 1_000_000;

  private final String host;
  private final Places places;
  private final Names<NetworkPlan> networks;
  private final Names<Policy> policies;
  private final Names<VmPlan> names = new Names<>("machine");
  private final Names<String> ids = new Names<>("NIC or QEMU device");
  private final Map<String, String> used = new HashMap<>();
  private final List<VmPlan> vms = new ArrayList<>();
  private final List<NicPlan> nics = new ArrayList<>();

  VmReader(String host, Places places, Names<NetworkPlan> networks, Names<Policy> policies) {
    this.host = host;
    this.places = places;
    this.networks = networks;
    this.policies = policies;
  }

  void read(Section file) {
    for (Section section : file.sections("vms")) {
      String name = section.text("name", "");
      Optional<Path> qmp =
          section.text("qmp", "").equals("none")
              ? Optional.empty()
              : Optional.of(places.socket(section, "qmp", name + "-qmp.sock", "machine " + name));
      VmPlan vm = new VmPlan(name, qmp);
      names.add(section, name, vm);
      vms.add(vm);
      for (Section nic : section.sections("nics")) {
        nics.add(nic(nic, name));
      }
    }
  }

  private NicPlan nic(Section section, String vm) {
    String name = section.text("name", "");
    ids.add(section, name, name);
    String networkName = section.text("network", "");
    @Nullable NetworkPlan network =
        networkName.isEmpty()
            ? null
            : networks.find(networkName, section.at("network"), section.problems());
    MacAddress mac =
        section
            .parsed("mac", Addresses::mac)
            .orElseGet(() -> MacAddress.derived(host + "/" + name));
    unique(section, section.at("mac"), networkName, mac.toString(), name);
    int mtu = section.number("mtu", DEFAULT_MTU);
    Optional<String> policy = section.text("policy");
    policy.ifPresent(given -> policies.find(given, section.at("policy"), section.problems()));
    return new NicPlan(
        name,
        vm,
        networkName,
        mac,
        addresses(section, network, name),
        vf(section, name, mtu),
        synthetic(section, name, mtu),
        policy,
        section.number("egress", 0) * MEGABIT);
  }

  private Optional<NicPlan.VfPlan> vf(Section nic, String name, int mtu) {
    Section section = nic.section("adapter");
    return section.isPresent()
        ? Optional.of(
            new NicPlan.VfPlan(
                places.socket(section, "socket", name + "-vf.sock", "NIC " + name + "'s adapter"),
                section.number("queues", DEFAULT_VF_QUEUES),
                mtu))
        : Optional.empty();
  }

  private Optional<NicPlan.SyntheticPlan> synthetic(Section nic, String name, int mtu) {
    Section section = nic.section("synthetic");
    if (!section.isPresent()) {
      return Optional.empty();
    }
    ids.add(nic, name.isEmpty() ? "" : name + NicPlan.SYNTHETIC_SUFFIX, name);
    return Optional.of(
        new NicPlan.SyntheticPlan(
            places.socket(
                section, "socket", name + "-syn.sock", "NIC " + name + "'s synthetic NIC"),
            section.number("queues", 1),
            mtu));
  }

  private List<InetAddress> addresses(Section section, @Nullable NetworkPlan network, String nic) {
    List<InetAddress> addresses = new ArrayList<>();
    for (Section.Placed<InetAddress> each : section.list("addresses", Addresses::unicast)) {
      InetAddress address = each.value();
      addresses.add(address);
      if (network == null) {
        continue;
      }
      unique(section, each.place(), network.name(), address.getHostAddress(), nic);
      if (!network.subnets().isEmpty()
          && network.subnets().stream().noneMatch(subnet -> subnet.contains(address))) {
        section
            .problems()
            .at(
                each.place(),
                "expected an address in the subnets of network '%s', %s, not %s"
                    .formatted(network.name(), network.subnets(), address.getHostAddress()));
      }
    }
    return addresses;
  }

  /** An address has one NIC in a network. */
  private void unique(Section section, String place, String network, String address, String nic) {
    String other = used.putIfAbsent(network + " " + address, nic);
    if (other != null) {
      section
          .problems()
          .at(
              place,
              "NIC '%s' has the address %s in network '%s' already"
                  .formatted(other, address, network));
    }
  }

  List<VmPlan> vms() {
    return vms;
  }

  List<NicPlan> nics() {
    return nics;
  }
}
