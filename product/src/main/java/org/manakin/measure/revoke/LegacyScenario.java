package org.manakin.measure.revoke;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.manakin.host.HostEvents;
import org.manakin.host.control.NicStatus;
import org.manakin.host.servicing.VfState;
import org.manakin.lab.GuestSpec;
import org.manakin.lab.Kernel;
import org.manakin.lab.Lab;
import org.manakin.lab.provision.Progress;
import org.manakin.measure.PingResult;
import org.manakin.measure.traffic.PacketFlow;
import org.manakin.measure.traffic.TrafficLoad;
import org.manakin.measure.traffic.TrafficResult;

/**
 * A machine whose kernel has no MANA driver, on the same kind of host as any other: it has to have
 * all of the network over its synthetic NIC, and the host has to say why. The other machine uses
 * its VF.
 */
public final class LegacyScenario implements Closeable {
  private static final Duration VF = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int MEMORY_MIB = 512;
  private static final int PINGS = 5;
  private static final long TRAFFIC_MS = 2000;
  private static final TrafficLoad LOAD = new TrafficLoad(500, 200, 500, 1, 500_000);

  private final String release;
  private final FailoverPair pair;
  private final Progress progress;

  private LegacyScenario(String release, FailoverPair pair, Progress progress) {
    this.release = release;
    this.pair = pair;
    this.progress = progress;
  }

  /** Starts a host and two machines, the first without the driver. */
  public static LegacyScenario start(Lab lab, Kernel kernel, Progress progress, HostEvents events)
      throws IOException {
    progress.step("starting two guests, one without the mana driver");
    List<GuestSpec> specs =
        List.of(
            GuestSpec.of(kernel).memoryMib(MEMORY_MIB).withoutModule("mana"),
            GuestSpec.of(kernel).memoryMib(MEMORY_MIB));
    return new LegacyScenario(
        kernel.release(), FailoverPair.start(lab, specs, LOAD, events), progress);
  }

  /** Tries everything. What does not work is in the report. */
  public LegacyReport run() throws IOException {
    pair.awaitVf(1, VF);
    List<LegacyReport.Check> checks = new ArrayList<>();
    progress.step("ping");
    checks.add(ping("ping", 0, pair.machine(1).address(), 56));
    checks.add(ping("ping_large", 0, pair.machine(1).address(), 1472));
    checks.add(ping("ping_ipv6", 0, pair.machine(1).address6(), 56));
    checks.add(ping("ping_back", 1, pair.machine(0).address(), 56));
    progress.step("TCP and UDP");
    pair.startTraffic();
    FailoverPair.pause(TRAFFIC_MS);
    TrafficResult traffic = pair.traffic().finish();
    checks.add(tcp(traffic));
    checks.add(udp("udp_to_guest", traffic.toFirst()));
    checks.add(udp("udp_from_guest", traffic.fromFirst()));
    NicStatus nic = pair.status(0);
    VfState state = pair.vf(0).state();
    checks.add(
        new LegacyReport.Check(
            "path",
            nic.path().name().toLowerCase(Locale.ROOT),
            nic.path() == NicStatus.Path.SYNTHETIC));
    checks.add(
        new LegacyReport.Check(
            "vf", "offered, never claimed: " + nic.why(), state == VfState.OFFERED));
    return new LegacyReport(release, nic, checks);
  }

  private LegacyReport.Check ping(String name, int from, String to, int bytes) throws IOException {
    String output =
        pair.machine(from)
            .guest()
            .run("ping -n -c %d -i 0.1 -W 2 -s %d %s".formatted(PINGS, bytes, to), SOON)
            .output();
    PingResult result = PingResult.parse(output);
    return new LegacyReport.Check(
        name,
        "%d of %d pings of %d bytes came back".formatted(result.received(), PINGS, bytes),
        result.received() == PINGS);
  }

  private static LegacyReport.Check tcp(TrafficResult traffic) {
    return new LegacyReport.Check(
        "tcp",
        "%s MB both ways, %d bytes corrupted, %d connections lost"
            .formatted(
                FigureText.megabytes(traffic.streamBytes()),
                traffic.bytesCorrupted(),
                traffic.streamsLost()),
        traffic.streamBytes() > 0 && traffic.bytesCorrupted() == 0 && traffic.streamsLost() == 0);
  }

  private static LegacyReport.Check udp(String name, PacketFlow flow) {
    return new LegacyReport.Check(
        name,
        "%d of %d datagrams lost".formatted(flow.lost().count(), flow.sent()),
        flow.sent() > 0 && flow.lost().count() == 0);
  }

  /** Ends host and machines at once. */
  @Override
  public void close() throws IOException {
    pair.close();
  }
}
