package org.manakin.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.manakin.host.HostedAdapter;
import org.manakin.lab.Guest;

/** A guest at one end of the wire, its interface eth0, and what it measured. */
final class LabEnd {
  private static final String IFNAME = "eth0";
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int TCP_SECONDS = 2;
  private static final int UDP_SECONDS = 1;
  private static final double GIGA = 1e9;
  private static final int MEGABITS_PER_GIGABIT = 1000;

  private final String name;
  private final Guest guest;
  private final HostedAdapter adapter;
  private final String address;
  private final String address6;
  private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);
  private String kernel = "";
  private Map<String, String> driver = Map.of();
  private String link = "";
  private int mtu;
  private InterfaceCounters before = new InterfaceCounters(Map.of());
  private final Map<String, Long> errors = new TreeMap<>();
  private int oldWarnings;

  LabEnd(String name, Guest guest, HostedAdapter adapter, int number) {
    this.name = name;
    this.guest = guest;
    this.adapter = adapter;
    this.address = "192.168.77." + number;
    this.address6 = "fd00:77::" + number;
  }

  String name() {
    return name;
  }

  /** The address for the other end to use. */
  String address(Family family) {
    return family == Family.IPV4 ? address : address6;
  }

  void awaitBoot(Duration timeout) throws IOException {
    kernel = guest.awaitReady(timeout);
  }

  /** Gives the interface its addresses, sets it up, starts the server of iperf3. */
  void configure() throws IOException {
    guest.check(
        """
        set -e
        ip addr add %s/24 dev eth0
        ip addr add %s/64 dev eth0 nodad
        ip link set eth0 up
        iperf3 -s -D
        """
            .formatted(address, address6),
        SOON);
    driver = fields(guest.check("ethtool -i " + IFNAME, SOON));
    mtu = Integer.parseInt(guest.check("cat /sys/class/net/eth0/mtu", SOON).strip());
    before = counters();
    oldWarnings = guest.kernelWarnings().size();
  }

  private InterfaceCounters counters() throws IOException {
    return InterfaceCounters.parse(guest.check(InterfaceCounters.script(IFNAME), SOON));
  }

  /** Changes the MTU. The driver makes new queues for it and forgets its counters. */
  void setMtu(int bytes) throws IOException {
    count();
    guest.check("ip link set eth0 mtu " + bytes, SOON);
    before = counters();
  }

  /** Adds what was counted since the last time. */
  private void count() throws IOException {
    InterfaceCounters change = counters().since(before);
    add(Figure.PACKETS_SENT, change.get("tx_packets"));
    add(Figure.PACKETS_RECEIVED, change.get("rx_packets"));
    add(Figure.DROPS, change.drops());
    change.errors().forEach((name, number) -> errors.merge(name, number, Long::sum));
  }

  private void add(Figure figure, long number) {
    figures.merge(figure, (double) number, Double::sum);
  }

  /**
   * Pings the other end; the first packet, which has to wait for the other's hardware address, does
   * not count.
   *
   * @return what is wrong, if anything
   */
  Optional<String> ping(LabEnd to, Family family, int bytes, Figure figure) throws IOException {
    String command = "ping -n %s -W 2 -s %d ".formatted(family.option(), bytes);
    String target = to.address(family);
    PingResult result =
        PingResult.parse(
            guest
                .run(
                    "%s -c 1 %s >/dev/null; %s -c 5 -i 0.1 -M do %s"
                        .formatted(command, target, command, target),
                    SOON)
                .output());
    result.averageMillis().ifPresent(average -> figures.put(figure, average));
    return result.allCameBack()
        ? Optional.empty()
        : Optional.of(
            "%s: %d of %d pings of %d bytes to %s came back"
                .formatted(name, result.received(), result.sent(), bytes, target));
  }

  /** Sends TCP to {@code to} as fast as it goes. */
  void tcp(LabEnd to, Family family) throws IOException {
    Iperf3 result = iperf3(to, family, "-t " + TCP_SECONDS);
    figures.put(family.tcp(), result.receivedBitsPerSecond() / GIGA);
  }

  /** Sends UDP to {@code to} at a fixed rate that every machine can do. */
  void udp(LabEnd to, Family family) throws IOException {
    Iperf3 result = iperf3(to, family, "-u -b 50M -l 1200 -t " + UDP_SECONDS);
    figures.put(family.udp(), result.sentBitsPerSecond() / GIGA);
    result.lostPercent().ifPresent(lost -> figures.put(family.udpLoss(), lost));
  }

  private Iperf3 iperf3(LabEnd to, Family family, String options) throws IOException {
    String command =
        "iperf3 -J %s -c %s %s".formatted(family.option(), to.address(family), options);
    try {
      return Iperf3.parse(guest.run(command, SOON).output());
    } catch (IOException e) {
      throw new IOException(name + ": `" + command + "`: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the state of the link and the counters at the end.
   *
   * @return what is wrong, a line for each
   */
  List<String> finish() throws IOException {
    count();
    List<String> wrong = new ArrayList<>();
    // A driver that cannot tell its speed makes reading it fail.
    link = link(guest.run("cd /sys/class/net/eth0; cat carrier speed", SOON).output());
    if (!link.startsWith("up")) {
      wrong.add(name + ": the link is down");
    }
    List<String> warnings = guest.kernelWarnings();
    List<String> fresh = warnings.subList(Math.min(oldWarnings, warnings.size()), warnings.size());
    errors.forEach((error, number) -> wrong.add(name + ": " + error + " = " + number));
    fresh.forEach(line -> wrong.add(name + ": kernel: " + line));
    add(Figure.ERRORS, errors.values().stream().mapToLong(n -> n).sum() + fresh.size());
    add(Figure.INTERRUPTS, adapter.interrupts());
    return wrong;
  }

  /** The lines of carrier (1 is up) and speed (Mb/s) in a few words. */
  static String link(String carrierAndSpeed) {
    String[] lines = carrierAndSpeed.split("\n");
    String up = lines[0].equals("1") ? "up" : "down";
    return lines.length > 1 && lines[1].matches("\\d{4,}")
        ? up + ", " + Integer.parseInt(lines[1]) / MEGABITS_PER_GIGABIT + " Gb/s"
        : up;
  }

  /** "name: value" lines. */
  static Map<String, String> fields(String text) {
    Map<String, String> fields = new HashMap<>();
    text.lines()
        .forEach(line -> {
          int colon = line.indexOf(": ");
          if (colon > 0) {
            fields.put(line.substring(0, colon).strip(), line.substring(colon + 2).strip());
          }
        });
    return fields;
  }

  EndReport report() {
    return new EndReport(
        name,
        kernel,
        driver.getOrDefault("driver", ""),
        driver.getOrDefault("version", ""),
        adapter.spec().ethernet().mac().toString(),
        link,
        mtu,
        figures);
  }
}
