package org.manakin.bench;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.host.AdapterSpec;
import org.manakin.host.Host;
import org.manakin.host.HostEvents;
import org.manakin.host.Uplink;
import org.manakin.lab.Guest;
import org.manakin.lab.GuestSpec;
import org.manakin.lab.Lab;
import org.manakin.lab.provision.Progress;
import org.manakin.lab.qemu.Nic;
import org.manakin.measure.Iperf3;
import org.manakin.measure.PingResult;
import org.manakin.packet.MacAddress;

/**
 * One guest with three adapters, each on a TAP of its own: ours, QEMU's virtio-net and QEMU's
 * vmxnet3. Each measurement goes round the three in turn, so that whatever else the machine does
 * meets all of them; what counts are the ratios within a round.
 *
 * <p>Needs a network namespace in which it may do as it likes, and iperf3 on the host:
 *
 * <pre>
 * unshare -rn java -cp bench/target/benchmarks.jar org.manakin.bench.GuestComparison KERNEL ROUNDS SECONDS
 * </pre>
 */
public final class GuestComparison implements Closeable {
  private static final String OURS = "mana";
  private static final List<String> DRIVERS = List.of(OURS, "virtio_net", "vmxnet3");

  /** What is measured; the larger the better, but for the round trip. */
  private enum Figure {
    TCP_SEND_MBPS,
    TCP_RECEIVE_MBPS,
    UDP_64_SEND_PPS,
    ROUND_TRIP_MS
  }

  private final int seconds;
  private final Process server;
  private final Host host;
  private final Guest guest;

  private GuestComparison(int seconds, Process server, Host host, Guest guest) {
    this.seconds = seconds;
    this.server = server;
    this.host = host;
    this.guest = guest;
  }

  /** Arguments: kernel, rounds, seconds of each run. */
  public static void main(String[] arguments) throws IOException {
    int rounds = Integer.parseInt(arguments[1]);
    try (GuestComparison comparison = start(arguments[0], Integer.parseInt(arguments[2]))) {
      List<double[][]> results = new ArrayList<>();
      for (int round = 0; round <= rounds; round++) {
        double[][] result = comparison.round();
        if (round > 0) { // the first one warms up
          results.add(result);
        }
      }
      print(results);
    }
  }

  private static GuestComparison start(String kernel, int seconds) throws IOException {
    host("ip link set lo up");
    for (int i = 0; i < DRIVERS.size(); i++) {
      host(
          "ip tuntap add %1$s mode tap && ip addr add %2$s/24 dev %1$s && ip link set %1$s up"
              .formatted(tap(i), address(i, 1)));
    }
    Process server =
        new ProcessBuilder("iperf3", "-s")
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    Path socket = Files.createTempDirectory("manakin-comparison").resolve("vf0.sock");
    EthernetConfig config =
        EthernetConfig.of(MacAddress.parse("02:00:00:00:00:10")).withQueues(1).withMtu(1500);
    Host host =
        Host.start(
            List.of(new AdapterSpec("vf0", socket, config, new Uplink.Tap(tap(0)))),
            HostEvents.NONE);
    Lab lab = Lab.open(Progress.SILENT);
    Guest guest =
        lab.boot(
            GuestSpec.of(lab.kernel(kernel))
                .name("comparison")
                .nic(new Nic.VfioUser("vf0", socket))
                .nic(new Nic.VirtioNet("net1", "02:00:00:00:00:11", new Nic.Backend.Tap(tap(1))))
                .nic(new Nic.Vmxnet3("net2", "02:00:00:00:00:12", new Nic.Backend.Tap(tap(2)))));
    GuestComparison comparison = new GuestComparison(seconds, server, host, guest);
    comparison.configure();
    return comparison;
  }

  private void configure() throws IOException {
    for (int i = 0; i < DRIVERS.size(); i++) {
      guest(
          """
          for n in /sys/class/net/eth*; do
            n=$(basename $n)
            ethtool -i $n | grep -q 'driver: %s' && ip link set $n up && ip addr add %s/24 dev $n
          done
          ping -c 3 -W 5 %s
          """
              .formatted(DRIVERS.get(i), address(i, 2), address(i, 1)));
    }
  }

  /** By figure and driver. */
  @SuppressWarnings("EnumOrdinal") // an index that leaves neither this class nor this run
  private double[][] round() throws IOException {
    double[][] result = new double[Figure.values().length][];
    for (Figure figure : Figure.values()) {
      double[] values = new double[DRIVERS.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = measure(figure, address(i, 1));
      }
      result[figure.ordinal()] = values;
    }
    return result;
  }

  private double measure(Figure figure, String to) throws IOException {
    String iperf = "iperf3 -J -t %d -c %s ".formatted(seconds, to);
    return switch (figure) {
      case TCP_SEND_MBPS -> Iperf3.parse(guest(iperf)).receivedBitsPerSecond() / 1e6;
      case TCP_RECEIVE_MBPS -> Iperf3.parse(guest(iperf + "-R")).receivedBitsPerSecond() / 1e6;
      case UDP_64_SEND_PPS ->
          Iperf3.parse(guest(iperf + "-u -b 0 -l 64")).sentBitsPerSecond() / (64 * 8);
      case ROUND_TRIP_MS ->
          PingResult.parse(guest("ping -q -c 1000 -i 0.002 " + to)).averageMillis().orElseThrow();
    };
  }

  @SuppressWarnings("EnumOrdinal")
  private static void print(List<double[][]> results) {
    for (Figure figure : Figure.values()) {
      for (int i = 0; i < DRIVERS.size(); i++) {
        int driver = i;
        show(
            figure + " " + DRIVERS.get(i),
            results.stream().mapToDouble(r -> r[figure.ordinal()][driver]).toArray());
      }
      for (int i = 1; i < DRIVERS.size(); i++) {
        int driver = i;
        show(
            "  ratio to " + DRIVERS.get(i),
            results.stream()
                .mapToDouble(r -> r[figure.ordinal()][0] / r[figure.ordinal()][driver])
                .toArray());
      }
    }
  }

  private static void show(String what, double[] values) {
    Arrays.sort(values);
    System.out.printf(
        "%-32s median %10.2f   min %10.2f   max %10.2f%n",
        what, values[values.length / 2], values[0], values[values.length - 1]);
  }

  private String guest(String script) throws IOException {
    return guest.check(script, Duration.ofSeconds(seconds + 30L));
  }

  private static void host(String script) throws IOException {
    try {
      int status = new ProcessBuilder("sh", "-c", script).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IOException("'" + script + "' ended with " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String tap(int adapter) {
    return "mk" + adapter;
  }

  private static String address(int adapter, int end) {
    return "10.90." + adapter + "." + end;
  }

  @Override
  public void close() throws IOException {
    guest.close();
    host.close();
    server.destroy();
  }
}
