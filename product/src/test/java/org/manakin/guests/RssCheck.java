package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;
import org.manakin.packet.RssHash;

/**
 * Sends datagrams of known ports from the peer, and checks that each lands in the queue that the
 * guest's own key and table say.
 */
final class RssCheck {
  private static final int FLOWS = 32;
  private static final int FIRST_PORT = 20_000;
  private static final int TO_PORT = 9;

  private final LinuxDriverSuite suite;

  RssCheck(LinuxDriverSuite suite) {
    this.suite = suite;
  }

  void run() throws IOException {
    suite.guest("ethtool -L eth0 combined " + LinuxDriverSuite.QUEUES);
    suite.guest("ethtool -X eth0 equal " + LinuxDriverSuite.QUEUES);
    compare("an even table");
    suite.guest("ethtool -X eth0 weight 1 0 2 1");
    compare("a weighted table");
    suite.guest("ethtool -X eth0 hkey " + randomKey());
    compare("another key");
    suite.guest("ethtool -X eth0 equal " + LinuxDriverSuite.QUEUES);
  }

  private static String randomKey() {
    byte[] key = new byte[40];
    new Random(7).nextBytes(key);
    return HexFormat.ofDelimiter(":").formatHex(key);
  }

  private void compare(String setting) throws IOException {
    String shown = suite.guest("ethtool -x eth0");
    int[] table = table(shown);
    RssHash hash = new RssHash(key(shown), RssHash.DEFAULT_TYPES);
    long[] expected = new long[LinuxDriverSuite.QUEUES];
    for (int i = 0; i < FLOWS; i++) {
      long h = hash.of(datagram(FIRST_PORT + i));
      assertThat(RssHash.type(h)).isEqualTo(RssHash.UDP_IPV4);
      expected[table[RssHash.value(h) & (table.length - 1)]]++;
    }
    String quiet =
        "sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1 2>/dev/null; echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6; ";
    suite.peer(quiet + "ping -c 1 -W 5 " + Addresses.v4(0));
    suite.guest(quiet + "sleep 0.5");
    long[] before = packets();
    suite.peer(
        "for p in $(seq %d %d); do echo x | socat -u - UDP:%s:%d,sourceport=$p; done; sleep 0.5"
            .formatted(FIRST_PORT, FIRST_PORT + FLOWS - 1, Addresses.v4(0), TO_PORT));
    long[] after = packets();
    for (int i = 0; i < after.length; i++) {
      after[i] -= before[i];
    }
    assertThat(after).as("packets per queue with %s", setting).isEqualTo(expected);
    suite.guest("echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6; " + Addresses.bringUp(0));
    suite.peer("echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6; " + Addresses.bringUp(1));
  }

  private long[] packets() throws IOException {
    long[] counts = new long[LinuxDriverSuite.QUEUES];
    Matcher m =
        Pattern.compile("rx_(\\d+)_packets: (\\d+)").matcher(suite.guest("ethtool -S eth0"));
    while (m.find()) {
      counts[Integer.parseInt(m.group(1))] = Long.parseLong(m.group(2));
    }
    return counts;
  }

  private static Frame datagram(int port) {
    byte[] bytes =
        Packets.udp4()
            .addresses(Addresses.v4(1), Addresses.v4(0))
            .ports(port, TO_PORT)
            .payload(2)
            .build();
    return Packets.frame(bytes);
  }

  private static int[] table(String shown) {
    List<Integer> entries = new ArrayList<>();
    for (String line : shown.lines().toList()) {
      if (line.matches("\\s*\\d+:\\s+\\d.*")) {
        Arrays.stream(line.replaceFirst("\\s*\\d+:", "").strip().split("\\s+"))
            .map(Integer::valueOf)
            .forEach(entries::add);
      }
    }
    return entries.stream().mapToInt(Integer::intValue).toArray();
  }

  private static byte[] key(String shown) {
    Matcher m = Pattern.compile("((?:[0-9a-f]{2}:){39}[0-9a-f]{2})").matcher(shown);
    assertThat(m.find()).as("a key of 40 bytes in %s", shown).isTrue();
    return HexFormat.ofDelimiter(":").parseHex(m.group(1));
  }
}
