package org.manakin.host.file;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.manakin.host.NetworkPlan;
import org.manakin.host.UplinkPlan;
import org.manakin.host.document.Names;
import org.manakin.host.document.Section;
import org.manakin.packet.MacAddress;

/** Reads {@code uplinks}. */
final class UplinkReader {
  private static final int VXLAN_PORT = 4789;
  private static final int DEFAULT_MTU = 1450;

  private final Names<NetworkPlan> networks;
  private final Names<UplinkPlan> names = new Names<>("uplink");
  private final Map<String, String> interfaces = new HashMap<>();

  UplinkReader(Names<NetworkPlan> networks) {
    this.networks = networks;
  }

  List<UplinkPlan> read(Section file) {
    List<UplinkPlan> uplinks = new ArrayList<>();
    for (Section section : file.sections("uplinks")) {
      String name = section.text("name", "");
      Section tap = section.section("tap");
      Section vxlan = section.section("vxlan");
      if (tap.isPresent()) {
        uplinks.add(tap(tap, name));
      } else if (vxlan.isPresent()) {
        uplinks.add(vxlan(vxlan, name));
      } else {
        continue;
      }
      names.add(section, name, uplinks.getLast());
    }
    return uplinks;
  }

  private UplinkPlan tap(Section section, String name) {
    String ifname = section.text("ifname", "");
    String other = ifname.isEmpty() ? null : interfaces.putIfAbsent(ifname, name);
    if (other != null) {
      section.wrong("ifname", "uplink '" + other + "' uses " + ifname + " already");
    }
    Optional<String> access = section.text("access");
    access.ifPresent(network -> known(section, network, section.at("access")));
    return new UplinkPlan.Tap(name, ifname, access);
  }

  private UplinkPlan vxlan(Section section, String name) {
    InetSocketAddress bind =
        section
            .parsed("bind", Addresses::endpoint)
            .orElseGet(() -> new InetSocketAddress(VXLAN_PORT));
    List<InetSocketAddress> remotes =
        section.list("remotes", UplinkReader::remote).stream().map(Section.Placed::value).toList();
    Map<String, Integer> vnis = new HashMap<>();
    Map<Integer, String> carried = new HashMap<>();
    for (Section.Placed<Map.Entry<String, Integer>> each : section.numbers("networks")) {
      String network = each.value().getKey();
      int vni = each.value().getValue();
      known(section, network, each.place());
      vnis.put(network, vni);
      String other = carried.putIfAbsent(vni, network);
      if (other != null) {
        section
            .problems()
            .at(each.place(), "network '%s' has VNI %d here already".formatted(other, vni));
      }
    }
    return new UplinkPlan.Vxlan(
        name, bind, remotes, vnis, peers(section, vnis), section.number("mtu", DEFAULT_MTU));
  }

  private static List<UplinkPlan.VxlanPeer> peers(Section section, Map<String, Integer> carried) {
    List<UplinkPlan.VxlanPeer> peers = new ArrayList<>();
    for (Section peer : section.sections("macs")) {
      String network = peer.text("network", "");
      if (!network.isEmpty() && !carried.containsKey(network)) {
        peer.wrong(
            "network",
            "expected one of the networks that this VXLAN carries, not '" + network + "'");
      }
      Optional<MacAddress> mac = peer.parsed("mac", Addresses::mac);
      Optional<InetSocketAddress> remote = peer.parsed("remote", UplinkReader::remote);
      if (mac.isPresent() && remote.isPresent()) {
        peers.add(new UplinkPlan.VxlanPeer(network, mac.get(), remote.get()));
      }
    }
    return peers;
  }

  private static InetSocketAddress remote(String text) {
    return Addresses.endpoint(text, VXLAN_PORT);
  }

  private void known(Section section, String network, String place) {
    networks.find(network, place, section.problems());
  }
}
