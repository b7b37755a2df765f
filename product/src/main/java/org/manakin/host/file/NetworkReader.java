package org.manakin.host.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.manakin.host.NetworkPlan;
import org.manakin.host.document.Names;
import org.manakin.host.document.Section;
import org.manakin.vswitch.policy.Prefix;

/** Reads {@code networks}. */
final class NetworkReader {
  private final Names<NetworkPlan> names = new Names<>("network");
  private final Map<Integer, String> vnis = new HashMap<>();
  private final Map<Integer, String> vlans = new HashMap<>();

  List<NetworkPlan> read(Section file) {
    List<NetworkPlan> networks = new ArrayList<>();
    for (Section section : file.sections("networks")) {
      NetworkPlan network = network(section);
      networks.add(network);
      names.add(section, network.name(), network);
    }
    return networks;
  }

  private NetworkPlan network(Section section) {
    String name = section.text("name", "");
    int vni = section.number("vni", -1);
    unique(section, "vni", vni, vnis, name);
    int vlan = section.number("vlan", -1);
    unique(section, "vlan", vlan, vlans, name);
    List<Prefix> subnets =
        section.list("subnets", Prefix::parse).stream().map(Section.Placed::value).toList();
    return new NetworkPlan(
        name, vni, vlan < 0 ? OptionalInt.empty() : OptionalInt.of(vlan), subnets);
  }

  private static void unique(
      Section section, String key, int value, Map<Integer, String> known, String name) {
    if (value >= 0) {
      String other = known.putIfAbsent(value, name);
      if (other != null) {
        section.wrong(key, "network '%s' has %s %d already".formatted(other, key, value));
      }
    }
  }

  Names<NetworkPlan> names() {
    return names;
  }
}
