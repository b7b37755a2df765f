package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.manakin.lab.Guest;

/** What must come through between two guests' eth0, whatever carries it. */
final class DataChecks {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String DATA = "/tmp/data";

  private final List<Guest> guests;

  /** The guests' interfaces are up with the addresses of {@link Addresses}. */
  DataChecks(List<Guest> guests) {
    this.guests = guests;
  }

  String run(int guest, String script) throws IOException {
    return guests.get(guest).check(script, PATIENCE);
  }

  /** From the first to the second, over IPv4 and IPv6. */
  void pings(String options) throws IOException {
    for (String to : List.of(Addresses.v4(1), Addresses.v6(1))) {
      ping(0, options, to);
    }
  }

  void ping(int from, String options, String to) throws IOException {
    assertThat(run(from, "ping -c 3 -i 0.2 -W 5 %s %s".formatted(options, to)))
        .contains(" 0% packet loss");
  }

  /**
   * Sends 8 MiB of noise each way at once; the hashes at both ends must be the same, and neither
   * kernel may have refused a checksum.
   *
   * @param version of IP
   */
  void exchange(int version) throws IOException {
    long before = badChecksums();
    String make = "[ -f %1$s ] || head -c 8388608 /dev/urandom > %1$s; sha256sum < %1$s";
    String[] expected = {run(0, make.formatted(DATA)), run(1, make.formatted(DATA))};
    String receive =
        "rm -f /tmp/hash; (socat -b 131072 -u TCP6-LISTEN:7001,reuseaddr,ipv6only=0 STDOUT"
            + " | sha256sum > /tmp/hash) >/dev/null 2>&1 & sleep 0.3";
    run(0, receive);
    run(1, receive);
    String send = "(socat -b 131072 -u OPEN:%s %s:7001) >/dev/null 2>&1 &";
    run(0, send.formatted(DATA, destination(version, 1)));
    run(1, send.formatted(DATA, destination(version, 0)));
    String result = "while [ ! -s /tmp/hash ]; do sleep 0.05; done; cat /tmp/hash";
    assertThat(run(1, result)).isEqualTo(expected[0]);
    assertThat(run(0, result)).isEqualTo(expected[1]);
    assertThat(badChecksums()).isEqualTo(before);
  }

  private static String destination(int version, int guest) {
    return version == 4 ? "TCP:" + Addresses.v4(guest) : "TCP6:[%s]".formatted(Addresses.v6(guest));
  }

  /** Packets that either kernel refused for their checksum. */
  private long badChecksums() throws IOException {
    String count =
        "awk '/^(Tcp|Udp):/ && !/InCsumErrors/ {s += $1 == \"Tcp:\" ? $NF : $8} END {print s + 0}'"
            + " /proc/net/snmp; awk '/InCsumErrors/ {s += $2} END {print s + 0}' /proc/net/snmp6";
    long sum = 0;
    for (int i = 0; i < 2; i++) {
      for (String line : run(i, count).lines().toList()) {
        sum += Long.parseLong(line.strip());
      }
    }
    return sum;
  }

  /** TCP and UDP in a VLAN of the guests' own; an iperf3 server must listen on the second. */
  void vlan() throws IOException {
    for (int i = 0; i < 2; i++) {
      run(
          i,
          """
          ip link add link eth0 name eth0.42 type vlan id 42
          ip link set eth0.42 up mtu 1500
          ip addr add 10.79.0.%d/24 dev eth0.42
          """
              .formatted(i + 1));
    }
    ping(0, "-s 1472 -M do", "10.79.0.2");
    for (String options : List.of("-n 4M --bidir", "-u -b 20M -n 1M", "-u -b 20M -n 1M -R")) {
      run(0, "iperf3 -c 10.79.0.2 " + options + "; sleep 0.3");
    }
    for (int i = 0; i < 2; i++) {
      run(i, "ip link del eth0.42");
    }
  }
}
