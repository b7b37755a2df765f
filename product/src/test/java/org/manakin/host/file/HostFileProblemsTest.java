package org.manakin.host.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.manakin.host.document.DocumentException;

/** Each kind of mistake gets its line and says what was expected. */
class HostFileProblemsTest {
  private static List<String> problems(String text) {
    DocumentException thrown =
        catchThrowableOfType(
            DocumentException.class,
            () -> HostFile.parse(text, Path.of("rack.yaml"), Map.of("XDG_RUNTIME_DIR", "/run/7")));
    assertThat(thrown).as("problems in\n%s", text).isNotNull();
    return thrown.problems().stream().map(p -> p.line() + ": " + p.text()).toList();
  }

  /** A file with this network and NIC; they start in lines 2 and 7. */
  private static String file(String network, String nic) {
    return """
    networks:
      - %s
    vms:
      - name: a
        nics:
          - {name: zero, network: blue, mac: 02:00:00:00:00:01, addresses: [10.1.0.1], synthetic: {}}
          - %s
    """
        .formatted(network, nic);
  }

  private static final String BLUE = "{name: blue, vni: 1, subnets: [10.1.0.0/16]}";

  private static DynamicTest nic(String nic, String expected) {
    return DynamicTest.dynamicTest(
        nic, () -> assertThat(problems(file(BLUE, nic))).containsExactly(expected));
  }

  private static DynamicTest network(String network, String expected) {
    return DynamicTest.dynamicTest(
        network,
        () ->
            assertThat(
                    problems(
                        file(BLUE + "\n  - " + network, "{name: n, network: blue, adapter: {}}")))
                .containsExactly(expected));
  }

  private static DynamicTest rule(String rule, String expected) {
    String text =
        """
        networks: [{name: blue, vni: 1}]
        vms: []
        policies:
          - name: p
            rules:
              - {name: first, priority: 1, direction: in, action: allow}
              - \
        """;
    return DynamicTest.dynamicTest(
        rule, () -> assertThat(problems(text + rule)).containsExactly(expected));
  }

  private static DynamicTest uplink(String uplink, String expected) {
    String text =
        """
        networks: [{name: blue, vni: 1}]
        vms: []
        uplinks:
          - {name: first, tap: {ifname: tap0, trunk: true}}
          - \
        """;
    return DynamicTest.dynamicTest(
        uplink, () -> assertThat(problems(text + uplink)).containsExactly(expected));
  }

  @TestFactory
  List<DynamicTest> ofNics() {
    return List.of(
        nic("{network: blue, adapter: {}}", "7: expected 'name' here"),
        nic("{adapter: {}}", "7: expected 'name' and 'network' here"),
        nic(
            "{name: n, network: blue}",
            "7: expected 'adapter', 'synthetic' or both ('adapter: {}' takes the defaults)"),
        nic(
            "{name: n, network: blue, adaptor: {}, synthetic: {}}",
            "7: unknown key 'adaptor'; there are name, network, mac, addresses, mtu, adapter,"
                + " synthetic, policy, egress"),
        nic(
            "{name: n, network: red, adapter: {}}",
            "7: there is no network 'red'; there are [blue]"),
        nic(
            "{name: n, network: blue, policy: p, adapter: {}}",
            "7: there is no policy 'p'; there are none"),
        nic(
            "{name: zero, network: blue, adapter: {}}",
            "7: there is a NIC or QEMU device 'zero' already; names are unique"),
        nic(
            "{name: zero-syn, network: blue, adapter: {}}",
            "7: there is a NIC or QEMU device 'zero-syn' already; names are unique"),
        nic(
            "{name: 1n, network: blue, adapter: {}}",
            "7: expected a name: a letter first, then letters, digits, '.', '_' and '-', 32 at"
                + " most, not '1n'"),
        nic(
            "{name: n, network: blue, mac: 02:00, adapter: {}}",
            "7: expected a MAC address: six pairs of digits, as 02:00:00:00:00:01, not '02:00'"),
        nic(
            "{name: n, network: blue, mac: 03:00:00:00:00:01, adapter: {}}",
            "7: expected the address of one NIC; '03:00:00:00:00:01' is a group's: make the first"
                + " byte even"),
        nic(
            "{name: n, network: blue, mac: 02:00:00:00:00:01, adapter: {}}",
            "7: NIC 'zero' has the address 02:00:00:00:00:01 in network 'blue' already"),
        nic(
            "{name: n, network: blue, addresses: [10.1.0.1], adapter: {}}",
            "7: NIC 'zero' has the address 10.1.0.1 in network 'blue' already"),
        nic(
            "{name: n, network: blue, addresses: [10.2.0.1], adapter: {}}",
            "7: expected an address in the subnets of network 'blue', [10.1.0.0/16], not 10.2.0.1"),
        nic(
            "{name: n, network: blue, addresses: [10.1.0.300], adapter: {}}",
            "7: expected an IP address, as 10.1.0.4 or fd00:1::4, not '10.1.0.300'"),
        nic(
            "{name: n, network: blue, addresses: [224.0.0.1], adapter: {}}",
            "7: expected the address of one NIC; '224.0.0.1' is none that a NIC can have"),
        nic(
            "{name: n, network: blue, addresses: 10.1.0.2, adapter: {}}",
            "7: expected a list of IP addresses, not '10.1.0.2'"),
        nic(
            "{name: n, network: blue, mtu: 9001, adapter: {}}",
            "7: expected an MTU: 68 to 9000, not '9001'"),
        nic(
            "{name: n, network: blue, mtu: big, adapter: {}}",
            "7: expected an MTU: 68 to 9000, not 'big'"),
        nic(
            "{name: n, network: blue, egress: 0, adapter: {}}",
            "7: expected a limit in Mbit/s: 1 to 1000000, not '0'"),
        nic(
            "{name: n, network: blue, adapter: {queues: 65}}",
            "7: expected a number of queue pairs: 1 to 64, not '65'"),
        nic(
            "{name: n, network: blue, adapter: yes please}",
            "7: expected an adapter: socket, queues; {} takes the defaults, not 'yes please'"),
        nic(
            "{name: n, network: blue, adapter: {socket: /tmp/s}, synthetic: {socket: /tmp/s}}",
            "7: /tmp/s is already the socket of NIC n's adapter"),
        nic(
            "{name: n, network: blue, adapter: {socket: /%s}}".formatted("x".repeat(107)),
            "7: /%s has 108 bytes, and a socket's path may have 107: use a shorter folder"
                .formatted("x".repeat(107))));
  }

  @TestFactory
  List<DynamicTest> ofNetworks() {
    return List.of(
        network("{name: red}", "3: expected 'vni' here"),
        network("{name: red, vni: 1}", "3: network 'blue' has vni 1 already"),
        network("{name: red, vni: 16777216}", "3: expected a VNI: 0 to 16777215, not '16777216'"),
        network(
            "{name: red, vni: 99999999999999999999}",
            "3: expected a VNI: 0 to 16777215, not '99999999999999999999'"),
        network("{name: red, vni: 2, vlan: 4095}", "3: expected a VLAN: 1 to 4094, not '4095'"),
        network("{name: blue, vni: 2}", "3: there is a network 'blue' already; names are unique"),
        network(
            "{name: red, vni: 2, subnets: [10.1.0.1/16]}",
            "3: 10.1.0.1/16 has bits behind its prefix; write the first address of the range"),
        network(
            "{name: red, vni: 2, subnets: [here]}",
            "3: expected a prefix, as 10.1.0.0/16 or fd00:1::/64, not 'here'"),
        network("red", "3: expected a network: name, vni, vlan, subnets, not 'red'"));
  }

  @TestFactory
  List<DynamicTest> ofRules() {
    return List.of(
        rule("{name: n, priority: 2, direction: in}", "7: expected 'action' here"),
        rule(
            "{name: n, priority: 2, direction: up, action: allow}",
            "7: expected in or out, not 'up'"),
        rule(
            "{name: n, priority: 0, direction: in, action: allow}",
            "7: expected a priority: 1 to 65499, the lowest number wins, not '0'"),
        rule(
            "{name: n, priority: 1, direction: in, action: allow}",
            "7: rule 'first' of the same direction has priority 1 already"),
        rule(
            "{name: first, priority: 1, direction: out, action: allow}",
            "7: there is a rule 'first' already; names are unique"),
        rule(
            "{name: n, priority: 2, direction: in, action: allow, destination_ports: 80}",
            "7: expected 'protocol: tcp' or 'protocol: udp' beside ports"),
        rule(
            "{name: n, priority: 2, direction: in, action: allow, protocol: tcp,"
                + " destination_ports: 90-80}",
            "7: expected ports from 0 to 65535, the lower one first, not '90-80'"),
        rule(
            "{name: n, priority: 2, direction: in, action: allow, protocol: tcp,"
                + " source_ports: http}",
            "7: expected a port or a range of ports, as 443 or 8000-8999, not 'http'"),
        rule(
            "{name: n, priority: 2, direction: in, action: allow, protocol: gre}",
            "7: expected any, tcp, udp, icmp, icmpv6 or a protocol's number, not 'gre'"),
        rule(
            "{name: n, priority: 2, direction: in, action: allow, source: 10.0.0.0/8,"
                + " destination: fd00::/8}",
            "7: expected a prefix of the same IP version as the source"));
  }

  @TestFactory
  List<DynamicTest> ofUplinks() {
    return List.of(
        uplink("{name: n}", "5: expected either 'tap' or 'vxlan'"),
        uplink(
            "{name: n, tap: {ifname: tap0, access: blue}}", "5: uplink 'first' uses tap0 already"),
        uplink(
            "{name: n, tap: {ifname: tap1}}",
            "5: expected either 'access: NETWORK' or 'trunk: true'"),
        uplink(
            "{name: n, tap: {ifname: tap1, access: red}}",
            "5: there is no network 'red'; there are [blue]"),
        uplink(
            "{name: n, tap: {ifname: a-name-that-is-long, trunk: true}}",
            "5: expected an interface's name, 15 characters at most, not 'a-name-that-is-long'"),
        uplink(
            "{name: n, vxlan: {bind: 192.0.2.1, remotes: [192.0.2.2], networks: {blue: 1}}}",
            "5: expected ADDRESS:PORT, as 192.0.2.1:4789 or [2001:db8::1]:4789, not '192.0.2.1'"),
        uplink(
            "{name: n, vxlan: {bind: 192.0.2.1:70000, remotes: [192.0.2.2], networks: {blue: 1}}}",
            "5: expected a port from 1 to 65535 in '192.0.2.1:70000'"),
        uplink(
            "{name: n, vxlan: {bind: 192.0.2.1:1, remotes: [192.0.2.2], networks: {red: 1}}}",
            "5: there is no network 'red'; there are [blue]"),
        uplink(
            "{name: n, vxlan: {bind: 192.0.2.1:1, remotes: [], networks: {blue: 1}}}",
            "5: expected a list of addresses, one at least"),
        uplink(
            "{name: n, vxlan: {bind: 192.0.2.1:1, remotes: [192.0.2.2], networks: {blue: 1},"
                + " macs: [{network: red, mac: 02:00:00:00:00:01, remote: 192.0.2.2}]}}",
            "5: expected one of the networks that this VXLAN carries, not 'red'"));
  }

  @Test
  void allProblemsAreTold() {
    assertThat(
            problems(
                """
                networks:
                  - name: blue
                    vni: -1
                    colour: blue
                vms:
                  - name: a
                    nics:
                      - name: n
                        network: red
                        mac: nonsense
                        adapter:
                          queues: 0
                speed: 7
                """))
        .containsExactly(
            "3: expected a VNI: 0 to 16777215, not '-1'",
            "4: unknown key 'colour'; there are name, vni, vlan, subnets",
            "9: there is no network 'red'; there are [blue]",
            "10: expected a MAC address: six pairs of digits, as 02:00:00:00:00:01, not"
                + " 'nonsense'",
            "12: expected a number of queue pairs, not '0'",
            "13: unknown key 'speed'; there are name, folder, control, audit, events, networks,"
                + " policies, vms, uplinks");
  }

  @Test
  void whatIsNoYamlIsTold() {
    assertThat(problems("networks: [\n  {name: blue\n"))
        .singleElement()
        .asString()
        .matches("[23]: this is no YAML: .*");
    assertThat(problems("")).containsExactly("1: there is nothing in it");
    assertThat(problems("just text"))
        .containsExactly("1: expected a map of keys and values, not 'just text'");
    assertThat(problems("vms: []\nnetworks: []\nvms: []\n"))
        .containsExactly("3: the key 'vms' is there already, in line 1");
    assertThat(problems("? [a]\n: b\n"))
        .containsExactly(
            "1: this is no YAML: Non scalar key is detected but it is not configured to be"
                + " allowed.");
  }

  @Test
  void aDocumentThatContainsItselfIsRefused() {
    assertThat(problems("networks: &a [*a]\nvms: []\n"))
        .anyMatch(line -> line.contains("nested deeper"));
    List<String> deep = new ArrayList<>(problems("[".repeat(40) + "]".repeat(40)));
    assertThat(deep).contains("1: nested deeper than 32 levels");
  }

  @Test
  void aFileNameThatIsNoHostNameNeedsOneInside() {
    DocumentException thrown =
        catchThrowableOfType(
            DocumentException.class,
            () ->
                HostFile.parse(
                    "networks: [{name: blue, vni: 1}]\nvms: []\n", Path.of("1 2.yaml"), Map.of()));
    assertThat(thrown)
        .hasMessage(
            "1 2.yaml:1: expected 'name:', because the file's own name is not one for a host");
  }
}
