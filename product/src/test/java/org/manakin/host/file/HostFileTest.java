package org.manakin.host.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.manakin.host.HostPlan;
import org.manakin.host.NicPlan;
import org.manakin.host.UplinkPlan;
import org.manakin.host.document.DocumentException;
import org.manakin.packet.MacAddress;

class HostFileTest {
  private static final Path FILE = Path.of("/etc/manakin/rack.yaml");
  private static final Map<String, String> ENVIRONMENT = Map.of("XDG_RUNTIME_DIR", "/run/user/7");

  private static HostPlan parse(String text) throws IOException {
    return HostFile.parse(text, FILE, ENVIRONMENT);
  }

  @Test
  void fillsInTheDefaults() throws IOException {
    HostPlan plan =
        parse(
            """
            networks: [{name: blue, vni: 1}]
            vms: [{name: a, nics: [{name: a0, network: blue, adapter: {}, synthetic: {}}]}]
            """);
    assertThat(plan.name()).isEqualTo("rack");
    assertThat(plan.control()).isEqualTo(Path.of("/run/user/7/manakin/rack/control.sock"));
    assertThat(plan.events()).isEmpty();
    assertThat(plan.audit()).isEmpty();
    assertThat(plan.vms().getFirst().qmp())
        .contains(Path.of("/run/user/7/manakin/rack/a-qmp.sock"));
    NicPlan nic = plan.nicsOf("a").getFirst();
    assertThat(nic.mac()).isEqualTo(MacAddress.derived("rack/a0"));
    assertThat(nic.adapter())
        .contains(new NicPlan.VfPlan(Path.of("/run/user/7/manakin/rack/a0-vf.sock"), 4, 1500));
    assertThat(nic.synthetic())
        .contains(
            new NicPlan.SyntheticPlan(Path.of("/run/user/7/manakin/rack/a0-syn.sock"), 1, 1500));
    assertThat(nic.isPair()).isTrue();
    assertThat(nic.policy()).isEmpty();
    assertThat(nic.egressBitsPerSecond()).isZero();
    assertThat(plan.networks().getFirst().vlan()).isEqualTo(OptionalInt.empty());
  }

  @Test
  void takesWhatIsSaid() throws IOException {
    HostPlan plan =
        parse(
            """
            name: rack1
            folder: run
            control: c.sock
            audit: /var/log/audit.jsonl
            events: "[fe80::1]:80"
            networks:
              - {name: blue, vni: 16777215, vlan: 7, subnets: [10.1.0.0/16, fd00::/8]}
            vms:
              - name: a
                qmp: none
                nics:
                  - name: a0
                    network: blue
                    mac: 02-00-00-00-00-0A
                    addresses: [10.1.2.3, "fd00::1"]
                    mtu: 9000
                    egress: 20
                    adapter: {socket: vf, queues: 64}
            """);
    assertThat(plan.name()).isEqualTo("rack1");
    assertThat(plan.control()).isEqualTo(Path.of("/etc/manakin/c.sock"));
    assertThat(plan.audit()).contains(Path.of("/var/log/audit.jsonl"));
    assertThat(plan.events()).contains(new InetSocketAddress(InetAddress.ofLiteral("fe80::1"), 80));
    assertThat(plan.networks().getFirst().vlan()).isEqualTo(OptionalInt.of(7));
    assertThat(plan.vms().getFirst().qmp()).isEmpty();
    NicPlan nic = plan.nics().getFirst();
    assertThat(nic.mac()).hasToString("02:00:00:00:00:0a");
    assertThat(nic.addresses())
        .containsExactly(InetAddress.ofLiteral("10.1.2.3"), InetAddress.ofLiteral("fd00::1"));
    assertThat(nic.adapter()).contains(new NicPlan.VfPlan(Path.of("/etc/manakin/vf"), 64, 9000));
    assertThat(nic.synthetic()).isEmpty();
    assertThat(nic.egressBitsPerSecond()).isEqualTo(20_000_000);
  }

  @Test
  void readsUplinks() throws IOException {
    HostPlan plan =
        parse(
            """
            networks: [{name: blue, vni: 1}, {name: red, vni: 2, vlan: 2}]
            vms: []
            uplinks:
              - {name: lan, tap: {ifname: tap0, access: blue}}
              - {name: trunk, tap: {ifname: tap1, trunk: true}}
              - name: fabric
                vxlan:
                  bind: 192.0.2.1:4790
                  remotes: [192.0.2.2, "[2001:db8::2]:5000", "2001:db8::3"]
                  networks: {blue: 77}
                  macs: [{network: blue, mac: 02:00:00:00:00:01, remote: 192.0.2.2:9}]
            """);
    assertThat(plan.uplinks())
        .containsExactly(
            new UplinkPlan.Tap("lan", "tap0", Optional.of("blue")),
            new UplinkPlan.Tap("trunk", "tap1", Optional.empty()),
            new UplinkPlan.Vxlan(
                "fabric",
                at("192.0.2.1", 4790),
                java.util.List.of(
                    at("192.0.2.2", 4789), at("2001:db8::2", 5000), at("2001:db8::3", 4789)),
                Map.of("blue", 77),
                java.util.List.of(
                    new UplinkPlan.VxlanPeer(
                        "blue", MacAddress.parse("02:00:00:00:00:01"), at("192.0.2.2", 9))),
                1450));
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  @Test
  void namesTheFileAndEachLine() {
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> parse("networks: []\nvms: 7\n"))
        .withMessage(
            "/etc/manakin/rack.yaml:1: expected a list of networks\n"
                + "/etc/manakin/rack.yaml:2: expected a list of machines, not '7'");
  }
}
