package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.guests.GuestBed.PATIENCE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.lab.Guest;
import org.manakin.lab.channel.CommandResult;

/**
 * What the in-box driver of one kernel must be able to do, with a guest of another kernel at the
 * other end of the wire. The guests are booted once; every test leaves the interface up and
 * addressed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class LinuxDriverSuite {
  static final int QUEUES = 4;
  private static final int ROUNDS = 10;

  private final String kernel;
  private final String peerKernel;
  private final boolean changesRings;
  private final boolean changesCoalescing;
  private final GuestBed bed;
  private final Guest guest;
  private final Guest peer;

  /**
   * @param changesRings whether this kernel's driver can change ring sizes
   * @param changesCoalescing whether it can change interrupt moderation
   */
  LinuxDriverSuite(
      String kernel, String peerKernel, boolean changesRings, boolean changesCoalescing)
      throws IOException {
    this.changesRings = changesRings;
    this.changesCoalescing = changesCoalescing;
    this.kernel = kernel;
    this.peerKernel = peerKernel;
    this.bed = GuestBed.wired(QUEUES);
    this.guest = bed.start(0, kernel, QUEUES);
    this.peer = bed.start(1, peerKernel, 1);
  }

  GuestBed bed() {
    return bed;
  }

  String guest(String script) throws IOException {
    return guest.check(script, PATIENCE);
  }

  /** Runs a script that may be refused; the answer is then its output. */
  private Optional<String> tryGuest(String script) throws IOException {
    CommandResult result = guest.run(script, PATIENCE);
    return result.status() == 0 ? Optional.empty() : Optional.of(result.toString());
  }

  String peer(String script) throws IOException {
    return peer.check(script, PATIENCE);
  }

  @BeforeAll
  void boot() throws IOException {
    assertThat(guest.awaitReady(PATIENCE)).startsWith(kernel);
    assertThat(peer.awaitReady(PATIENCE)).startsWith(peerKernel);
    guest(Addresses.bringUp(0));
    peer(Addresses.bringUp(1));
    peer("iperf3 -s -D; sleep 1");
  }

  @AfterAll
  void shutDown() throws IOException {
    bed.close();
  }

  @AfterEach
  void theKernelComplainsOfNothing() throws IOException {
    String complaints =
        "dmesg | grep -vi 'command line'"
            + " | grep -E 'BUG:|Oops|WARNING:|Call Trace|(mana|hwc|HWC).*([Ff]ail|[Ee]rr|timed out)' || true";
    assertThat(guest(complaints)).isEmpty();
  }

  void pingsPeer() throws IOException {
    assertThat(guest("ping -c 2 -i 0.2 -W 5 " + Addresses.v4(1))).contains(" 0% packet loss");
    assertThat(guest("ping -c 2 -i 0.2 -W 5 " + Addresses.v6(1))).contains(" 0% packet loss");
  }

  @Test
  @Order(1)
  void probesAndTellsWhatItIs() throws IOException {
    assertThat(guest("ethtool -i eth0")).contains("driver: mana");
    assertThat(guest("cat /sys/class/net/eth0/address").strip())
        .isEqualTo(GuestBed.mac(0).toString());
    assertThat(guest("lspci -n")).contains("0200: 1414:00ba");
    assertThat(guest("cat /sys/class/net/eth0/carrier").strip()).isEqualTo("1");
    pingsPeer();
  }

  @Test
  @Order(2)
  void carriesPingsOfJumboFrames() throws IOException {
    guest("ip link set eth0 mtu 9000");
    peer("ip link set eth0 mtu 9000");
    assertThat(guest("ping -c 3 -i 0.2 -M do -s 8000 -W 5 " + Addresses.v4(1)))
        .contains(" 0% packet loss");
    assertThat(guest("ping -c 3 -i 0.2 -M do -s 8000 -W 5 " + Addresses.v6(1)))
        .contains(" 0% packet loss");
    assertThat(guest("ping -c 3 -i 0.2 -s 56 -W 5 " + Addresses.v4(1))).contains(" 0% packet loss");
    guest("ip link set eth0 mtu 1500");
    peer("ip link set eth0 mtu 1500");
    pingsPeer();
  }

  @ParameterizedTest
  @Order(3)
  @CsvSource({"on, 4", "on, 6", "off, 4", "off, 6"})
  void carriesTcpAndUdp(String offloads, int version) throws IOException {
    String set = "ethtool -K eth0 tso %1$s tx %1$s rx %1$s".formatted(offloads);
    guest(set);
    String to = version == 4 ? Addresses.v4(1) : Addresses.v6(1);
    long before = badChecksums();
    guest("iperf3 -c %s -n 8M".formatted(to));
    guest("iperf3 -c %s -R -n 8M".formatted(to));
    guest("iperf3 -c %s -u -b 20M -n 2M".formatted(to));
    guest("iperf3 -c %s -R -u -b 20M -n 2M".formatted(to));
    assertThat(badChecksums()).isEqualTo(before);
    guest("ethtool -K eth0 tso on tx on rx on");
  }

  /** Packets that either kernel refused for their checksum. */
  private long badChecksums() throws IOException {
    String count =
        "awk '/^(Tcp|Udp|Ip6):/ || /InCsumErrors/ || /InHdrErrors/' /proc/net/snmp /proc/net/snmp6";
    return sumOfErrors(guest(count)) + sumOfErrors(peer(count));
  }

  private static long sumOfErrors(String snmp) {
    List<String> lines = snmp.lines().toList();
    long sum = 0;
    for (int i = 0; i + 1 < lines.size(); i++) {
      String[] names = lines.get(i).split("\\s+");
      String[] values = lines.get(i + 1).split("\\s+");
      if (names[0].equals(values[0]) && names.length == values.length) {
        for (int j = 1; j < names.length; j++) {
          sum += names[j].equals("InCsumErrors") ? Long.parseLong(values[j]) : 0;
        }
      }
    }
    return sum;
  }

  @Test
  @Order(4)
  void tcpDeliversWhatWasSentInBothDirectionsAtOnce() throws IOException {
    byte[] seed = new byte[1 << 20];
    new Random(1).nextBytes(seed);
    String expected = sha256(seed) + "  -";
    guest.put("/tmp/seed", seed);
    peer.put("/tmp/seed", seed);
    String stream = "for i in $(seq 256); do cat /tmp/seed; echo $i; done";
    String receive =
        "(socat -b 131072 -u TCP-LISTEN:7001,reuseaddr STDOUT | sha256sum > /tmp/hash) >/dev/null 2>&1 & sleep 0.5";
    guest(receive);
    peer(receive);
    String send = "((%s) | socat -b 131072 -u STDIN TCP:%s:7001) >/dev/null 2>&1 &";
    guest(send.formatted(stream, Addresses.v4(1)));
    peer(send.formatted(stream, Addresses.v4(0)));
    String result = "while [ ! -s /tmp/hash ]; do sleep 0.1; done; cat /tmp/hash; rm /tmp/hash";
    assertThat(guest(result).strip()).isEqualTo(expected);
    assertThat(peer(result).strip()).isEqualTo(expected);
  }

  /** The hash of 256 repetitions of {@code seed}, each followed by its number on a line. */
  private static String sha256(byte[] seed) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 1; i <= 256; i++) {
        digest.update(seed);
        digest.update((i + "\n").getBytes(StandardCharsets.US_ASCII));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(5)
  void carriesVlans() throws IOException {
    for (int i = 0; i < 2; i++) {
      String script =
          "ip link add link eth0 name eth0.42 type vlan id 42; ip link set eth0.42 up; ip addr add 10.78.0.%d/24 dev eth0.42"
              .formatted(i + 1);
      assertThat(i == 0 ? guest(script) : peer(script)).isEmpty();
    }
    assertThat(guest("ping -c 3 -i 0.2 -W 5 10.78.0.2")).contains(" 0% packet loss");
    assertThat(guest("ping -c 2 -i 0.2 -s 1472 -M do -W 5 10.78.0.2")).contains(" 0% packet loss");
    guest("iperf3 -c 10.78.0.2 -n 4M");
    guest("iperf3 -c 10.78.0.2 -R -n 4M");
    guest("ip link del eth0.42");
    peer("ip link del eth0.42");
  }

  @ParameterizedTest
  @Order(6)
  @ValueSource(ints = {2, 1, 4})
  void changesItsQueues(int queues) throws IOException {
    guest("ethtool -L eth0 combined " + queues);
    assertThat(guest("ethtool -l eth0 | tail -1")).contains(Integer.toString(queues));
    pingsPeer();
  }

  @Test
  @Order(7)
  void changesItsRings() throws IOException {
    Optional<String> refused = tryGuest("ethtool -G eth0 rx 1024 tx 512");
    assertThat(refused.isEmpty()).isEqualTo(changesRings);
    if (changesRings) {
      assertThat(guest("ethtool -g eth0")).containsPattern("(?s)Current.*RX:\\s+1024.*TX:\\s+512");
    }
    pingsPeer();
    guest("iperf3 -c %s -n 4M".formatted(Addresses.v4(1)));
  }

  @Test
  @Order(7)
  void changesItsCoalescing() throws IOException {
    Optional<String> refused =
        tryGuest(
            "ethtool -C eth0 adaptive-rx off adaptive-tx off rx-usecs 100 rx-frames 4 tx-usecs 50 tx-frames 8");
    assertThat(refused.isEmpty()).isEqualTo(changesCoalescing);
    if (changesCoalescing) {
      assertThat(guest("ethtool -c eth0"))
          .containsPattern("rx-usecs:\\s+100")
          .containsPattern("tx-frames:\\s+8");
      guest(
          "iperf3 -c %s -n 8M; iperf3 -c %s -R -n 8M".formatted(Addresses.v4(1), Addresses.v6(1)));
      pingsPeer();
      guest("ethtool -C eth0 adaptive-rx on adaptive-tx on");
    }
    pingsPeer();
  }

  @Test
  @Order(8)
  void showsItsStatistics() throws IOException {
    String statistics = guest("ethtool -S eth0");
    assertThat(statistics)
        .containsPattern("hc_tx_bytes: [1-9]")
        .containsPattern("hc_rx_ucast_pkts: [1-9]");
    assertThat(statistics)
        .containsPattern("tx_cq_err: 0\\b")
        .containsPattern("hc_tx_err_inval_oob: 0\\b");
    assertThat(statistics)
        .containsPattern("rx_cqe_unknown_type: 0\\b")
        .containsPattern("tx_cqe_unknown_type: 0\\b");
  }

  @Test
  @Order(9)
  void spreadsFlowsAsToeplitzSays() throws IOException {
    new RssCheck(this).run();
  }

  @Test
  @Order(20)
  void survivesTenTimesDownAndUp() throws IOException {
    guest(
        "for i in $(seq %d); do ip link set eth0 down; ip link set eth0 up; done"
            .formatted(ROUNDS));
    guest(Addresses.bringUp(0));
    pingsPeer();
    guest("ip link set eth0 down; sleep 0.3");
    Left.overAfterDown(bed.inspect(0));
    guest(Addresses.bringUp(0));
  }

  @Test
  @Order(21)
  void survivesTenReloadsOfTheModule() throws IOException {
    guest(
        "for i in $(seq %d); do rmmod mana; modprobe mana; ip link set eth0 up; done"
            .formatted(ROUNDS));
    guest(Addresses.bringUp(0));
    pingsPeer();
    guest("rmmod mana");
    Left.overAfterRemoval(bed.inspect(0));
    guest("modprobe mana; " + Addresses.bringUp(0));
    pingsPeer();
  }

  @Test
  @Order(22)
  void survivesTenUnbindsWithTheLinkUp() throws IOException {
    String device = "d=$(basename $(readlink /sys/class/net/eth0/device)); ";
    guest(
        device
            + """
            for i in $(seq %d); do
              echo $d > /sys/bus/pci/drivers/mana/unbind
              echo $d > /sys/bus/pci/drivers/mana/bind
              ip link set eth0 up
            done
            """
                .formatted(ROUNDS));
    guest(Addresses.bringUp(0));
    pingsPeer();
    guest(device + "echo $d > /sys/bus/pci/drivers/mana/unbind; echo $d > /tmp/device");
    Left.overAfterRemoval(bed.inspect(0));
    guest("echo $(cat /tmp/device) > /sys/bus/pci/drivers/mana/bind; " + Addresses.bringUp(0));
    pingsPeer();
  }

  @Test
  @Order(23)
  void survivesTenFunctionLevelResets() throws IOException {
    guest(
        """
        d=$(basename $(readlink /sys/class/net/eth0/device))
        grep -q flr /sys/bus/pci/devices/$d/reset_method
        for i in $(seq %d); do
          echo $d > /sys/bus/pci/drivers/mana/unbind
          echo flr > /sys/bus/pci/devices/$d/reset_method
          echo 1 > /sys/bus/pci/devices/$d/reset
          echo $d > /sys/bus/pci/drivers/mana/bind
          ip link set eth0 up
        done
        """
            .formatted(ROUNDS));
    guest(Addresses.bringUp(0));
    pingsPeer();
    assertThat(bed.inspect(0).toString()).contains("function level reset");
  }
}
